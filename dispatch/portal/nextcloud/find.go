package nextcloud

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const opFind = "portal.find"

// Find tells whether a share of the attempt's deposit stands: see the package's comment.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	defer c.dav.Close()
	found, receipt, err := c.find(ctx, attempt.ID)
	if err != nil {
		return dispatch.Unknown, dispatch.Receipt{}, webdav.Unsettled(opFind, dispatch.KindOf(err), "portal_not_told", err)
	}
	return found, receipt, nil
}

func (c *Channel) find(ctx context.Context, attempt dispatch.ID) (dispatch.Truth, dispatch.Receipt, error) {
	none := dispatch.Receipt{}
	s, err := c.known(ctx)
	if err != nil {
		return dispatch.Unknown, none, err
	}
	if err := s.reach(ctx); err != nil {
		return dispatch.Unknown, none, err
	}
	marked, err := s.dav.Stat(ctx, s.marker(attempt))
	if err != nil {
		return dispatch.Unknown, none, err
	}
	if marked.Exists {
		return dispatch.False, none, s.dav.Remove(ctx, s.final(attempt))
	}
	deposit, err := s.dav.Stat(ctx, s.final(attempt))
	if err != nil || !deposit.Exists {
		return dispatch.Unknown, none, err
	}
	shares, err := s.shares(ctx, attempt)
	if err != nil {
		return dispatch.Unknown, none, err
	}
	if len(shares) == 0 {
		return s.fence(ctx, attempt)
	}
	total, err := s.size(ctx, attempt)
	return dispatch.True, s.receipt(shares[0], total), err
}

// fence removes a deposit that nobody has a share of, and looks once more: a request that was under way may
// have come through before.
func (s *session) fence(ctx context.Context, attempt dispatch.ID) (dispatch.Truth, dispatch.Receipt, error) {
	if err := s.dav.Remove(ctx, s.final(attempt)); err != nil {
		return dispatch.Unknown, dispatch.Receipt{}, err
	}
	shares, err := s.shares(ctx, attempt)
	if err != nil || len(shares) > 0 {
		return dispatch.Unknown, dispatch.Receipt{}, err
	}
	return dispatch.False, dispatch.Receipt{}, nil
}

// size is how many bytes the files of a deposit have.
func (s *session) size(ctx context.Context, attempt dispatch.ID) (total int64, err error) {
	files, err := s.dav.List(ctx, s.final(attempt))
	for _, f := range files {
		total += max(f.Length, 0)
	}
	return total, err
}

// Recall ends the access to what an attempt sent, and removes it from the server. What was already fetched
// cannot be called back.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "portal.recall"
	if !attempt.ID.Valid() {
		return invalid(op, "attempt", "portal_attempt_invalid")
	}
	defer c.dav.Close()
	if err := c.withdraw(ctx, attempt.ID); err != nil {
		return webdav.Unsettled(op, dispatch.KindOf(err), "portal_not_recalled", err)
	}
	return nil
}

func (c *Channel) withdraw(ctx context.Context, attempt dispatch.ID) error {
	s, err := c.known(ctx)
	if err != nil {
		return err
	}
	if err := s.reach(ctx); err != nil {
		return err
	}
	if err := s.unshare(ctx, attempt); err != nil {
		return err
	}
	if err := s.dav.Remove(ctx, s.final(attempt)); err != nil {
		return err
	}
	if err := s.unstage(ctx, attempt); err != nil {
		return err
	}
	return s.dav.Remove(ctx, s.marker(attempt))
}

func (s *session) unshare(ctx context.Context, attempt dispatch.ID) error {
	shares, err := s.shares(ctx, attempt)
	if err != nil {
		return err
	}
	for _, one := range shares {
		status, err := s.ocs.do(ctx, request{method: http.MethodDelete, path: sharesPath + "/" + string(one.ID)}, nil)
		if err != nil && status != http.StatusNotFound {
			return err
		}
	}
	return nil
}

// unstage removes what an attempt that was stopped had uploaded; its mark names the dispatch.
func (s *session) unstage(ctx context.Context, attempt dispatch.ID) error {
	marked, err := s.dav.Stat(ctx, s.marker(attempt))
	if err != nil || !marked.Exists {
		return err
	}
	name, err := s.dav.Fetch(ctx, s.marker(attempt), int64(len(attempt)))
	if err != nil {
		return err
	}
	if d := dispatch.ID(name); d.Valid() {
		return s.dav.Remove(ctx, s.staging(d))
	}
	return nil
}

// Extend moves the day on which access ends, as far as the server allows.
func (c *Channel) Extend(ctx context.Context, attempt dispatch.Attempt, until time.Time) (dispatch.Receipt, error) {
	const op = "portal.extend"
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Receipt{}, invalid(op, "attempt", "portal_attempt_invalid")
	}
	defer c.dav.Close()
	extended, err := c.extend(ctx, attempt.ID, until)
	if err != nil {
		return dispatch.Receipt{}, webdav.Unsettled(op, dispatch.KindOf(err), "nextcloud_not_extended", err)
	}
	receipt := *attempt.Receipt
	receipt.Expires = expiry(extended.Expiration, c.config.Now().Location())
	return receipt, nil
}

func (c *Channel) extend(ctx context.Context, attempt dispatch.ID, until time.Time) (extended share, err error) {
	s, err := c.open(ctx)
	if err != nil {
		return extended, err
	}
	shares, err := s.shares(ctx, attempt)
	if err != nil {
		return extended, err
	}
	if len(shares) == 0 {
		return extended, webdav.StatusError("nextcloud.share", http.StatusGone)
	}
	for _, one := range shares {
		day := s.policy.lastDay(until, s.config.Now()).Format(dayFormat)
		_, err := s.ocs.do(ctx, request{
			method: http.MethodPut, path: sharesPath + "/" + string(one.ID), form: url.Values{"expireDate": {day}},
		}, &extended)
		if err != nil {
			return extended, err
		}
	}
	return extended, nil
}
