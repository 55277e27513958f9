package sharepoint

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// Find tells whether somebody was given access to the attempt's deposit: see the package's comment.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	found, receipt, err := c.find(ctx, attempt.ID)
	if err != nil {
		return dispatch.Unknown, dispatch.Receipt{}, portal.Unsettled(opFind, dispatch.KindOf(err), "portal_not_told", err)
	}
	return found, receipt, nil
}

func (c *Channel) find(ctx context.Context, attempt dispatch.ID) (dispatch.Truth, dispatch.Receipt, error) {
	none := dispatch.Receipt{}
	mark, deposit, err := c.places(ctx, attempt)
	if err != nil {
		return dispatch.Unknown, none, err
	}
	if mark.exists() {
		return dispatch.False, none, c.graph.remove(ctx, deposit)
	}
	if !deposit.exists() {
		return dispatch.Unknown, none, nil
	}
	given, err := c.graph.accesses(ctx, deposit.ID)
	if err != nil {
		return dispatch.Unknown, none, err
	}
	if len(given) == 0 {
		return c.fence(ctx, deposit)
	}
	i := slices.IndexFunc(given, permission.invited)
	if i < 0 {
		return dispatch.Unknown, none, nil // somebody has access, and nobody knows by what
	}
	files, err := c.graph.children(ctx, deposit.ID)
	total := int64(0)
	for _, f := range files {
		total += max(f.Size, 0)
	}
	return dispatch.True, c.receipt(deposit.ID, given[i], total), err
}

// places are an attempt's mark and its deposit, as far as they stand.
func (c *Channel) places(ctx context.Context, attempt dispatch.ID) (mark, deposit item, err error) {
	root, err := c.reach(ctx)
	if err != nil {
		return mark, deposit, err
	}
	if mark, err = c.graph.child(ctx, root, portal.StagingFolder(attempt)); err != nil {
		return mark, deposit, err
	}
	deposit, err = c.graph.child(ctx, root, portal.Folder(attempt))
	return mark, deposit, err
}

// fence removes a deposit that nobody has access to, and looks once more: an invitation that was under way may have
// come through before.
func (c *Channel) fence(ctx context.Context, deposit item) (dispatch.Truth, dispatch.Receipt, error) {
	if c.graph.remove(ctx, deposit) != nil { // perhaps only the reply was lost: what is gone by now, we removed
		if err := c.graph.remove(ctx, deposit); err != nil {
			return dispatch.Unknown, dispatch.Receipt{}, err
		}
	}
	given, err := c.graph.accesses(ctx, deposit.ID)
	if err != nil || len(given) > 0 {
		return dispatch.Unknown, dispatch.Receipt{}, err
	}
	return dispatch.False, dispatch.Receipt{}, nil
}

// Recall ends the access to what an attempt sent, and removes it from the drive; it stays in the drive's recycle
// bin, which is the clinic's. What was already fetched cannot be called back.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "portal.recall"
	if !attempt.ID.Valid() {
		return invalid(op, "attempt", "portal_attempt_invalid")
	}
	if err := c.withdraw(ctx, attempt.ID); err != nil {
		return portal.Unsettled(op, dispatch.KindOf(err), "portal_not_recalled", err)
	}
	return nil
}

func (c *Channel) withdraw(ctx context.Context, attempt dispatch.ID) error {
	mark, deposit, err := c.places(ctx, attempt)
	if err != nil {
		return err
	}
	if deposit.exists() {
		given, err := c.graph.accesses(ctx, deposit.ID)
		if err != nil {
			return err
		}
		for _, access := range given {
			if err := c.graph.revoke(ctx, deposit.ID, access.ID); err != nil {
				return err
			}
		}
	}
	if err := c.graph.remove(ctx, deposit); err != nil {
		return err
	}
	if err := c.unstage(ctx, mark); err != nil {
		return err
	}
	return c.graph.remove(ctx, mark)
}

// unstage removes what an attempt that was stopped had uploaded; its mark names the dispatch.
func (c *Channel) unstage(ctx context.Context, mark item) error {
	if !mark.exists() {
		return nil
	}
	named, err := c.graph.children(ctx, mark.ID)
	if err != nil || len(named) != 1 || !dispatch.ID(named[0].Name).Valid() {
		return err
	}
	root, err := c.reach(ctx)
	if err != nil {
		return err
	}
	staging, err := c.graph.child(ctx, root, portal.StagingFolder(dispatch.ID(named[0].Name)))
	if err != nil {
		return err
	}
	return c.graph.remove(ctx, staging)
}

// Extend moves the end of the access, if the service lets it: it may not for the kind of access that it gave.
func (c *Channel) Extend(ctx context.Context, attempt dispatch.Attempt, until time.Time) (dispatch.Receipt, error) {
	const op = "portal.extend"
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Receipt{}, invalid(op, "attempt", "portal_attempt_invalid")
	}
	access, err := c.extend(ctx, attempt.ID, until)
	if err != nil {
		return dispatch.Receipt{}, portal.Unsettled(op, dispatch.KindOf(err), "sharepoint_not_extended", err)
	}
	receipt := *attempt.Receipt
	receipt.Expires = access.expires()
	return receipt, nil
}

func (c *Channel) extend(ctx context.Context, attempt dispatch.ID, until time.Time) (access permission, err error) {
	_, deposit, err := c.places(ctx, attempt)
	if err != nil {
		return access, err
	}
	var given []permission
	if deposit.exists() {
		if given, err = c.graph.accesses(ctx, deposit.ID); err != nil {
			return access, err
		}
	}
	if len(given) == 0 {
		return access, &dispatch.Error{Op: opGraph, Kind: dispatch.KindRejected, Code: "portal_access_over"}
	}
	for _, one := range given {
		if access = one; one.expires().IsZero() {
			continue // it has no end to move
		}
		if access, err = c.graph.prolong(ctx, deposit.ID, one.ID, until); err != nil {
			return access, err
		}
	}
	return access, nil
}
