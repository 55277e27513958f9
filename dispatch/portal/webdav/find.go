package webdav

import (
	"bytes"
	"context"
	"net/url"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const opFind = "portal.find"

// maxDocument is the size in bytes above which a deposited file is not read back to prove it.
const maxDocument = 4 << 30

// Find looks for the deposit of an attempt and proves it against its manifest.
//
// Where only staging stands, it is removed first, so that a MOVE still under way finds nothing to move:
// then the answer False stays true. Where nothing stands, the answer is Unknown: the attempt may never
// have begun, or its recipient may have fetched and removed the deposit already. A deposit that does not
// match its manifest is Unknown with an error of KindIntegrity: a person must look.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	defer c.client.http.CloseIdleConnections()
	at := c.client.places(attempt.ID)
	found, err := c.client.find(ctx, at)
	if err != nil || found != dispatch.True {
		return notFound(found, err)
	}
	total, err := c.client.prove(ctx, at)
	if err != nil {
		return notFound(dispatch.Unknown, err)
	}
	return dispatch.True, c.receipt(at, total), nil
}

func notFound(found dispatch.Truth, err error) (dispatch.Truth, dispatch.Receipt, error) {
	if err != nil {
		return dispatch.Unknown, dispatch.Receipt{}, notTold(err)
	}
	return found, dispatch.Receipt{}, nil
}

// notTold is the error of an enquiry that was not answered, or answered with a deposit that is not whole.
func notTold(err error) error {
	if dispatch.KindOf(err) == dispatch.KindIntegrity {
		return unsettled(opFind, dispatch.KindIntegrity, "portal_deposit_incomplete", err)
	}
	return unsettled(opFind, dispatch.KindOf(err), "portal_not_told", err)
}

// find says whether a deposit stands, or can certainly never stand.
func (c *client) find(ctx context.Context, at places) (dispatch.Truth, error) {
	// A portal whose base is away has no deposit either, which proves nothing.
	if err := c.reach(ctx); err != nil {
		return dispatch.Unknown, err
	}
	deposit, err := c.stat(ctx, at.final)
	if err != nil || deposit.exists {
		return dispatch.TruthOf(deposit.exists), err
	}
	staging, err := c.stat(ctx, at.staging)
	if err != nil || !staging.exists {
		return dispatch.Unknown, err
	}
	fenced, err := c.fence(ctx, at)
	if err != nil {
		return dispatch.Unknown, err
	}
	deposit, err = c.stat(ctx, at.final)
	if err != nil || (!deposit.exists && !fenced) {
		return dispatch.Unknown, err
	}
	return dispatch.TruthOf(deposit.exists), nil
}

// fence removes staging. It reports true when from now on no MOVE can succeed, and none did.
func (c *client) fence(ctx context.Context, at places) (bool, error) {
	removed, err := c.remove(ctx, at.staging)
	if err != nil {
		return false, err
	}
	return removed, c.vacant(ctx, at.staging)
}

// prove reads the deposit back whole, and returns how many bytes its files hold.
func (c *client) prove(ctx context.Context, at places) (total int64, err error) {
	var b bytes.Buffer
	if _, err := c.fetch(ctx, at.final.JoinPath(portal.ManifestName), &b, portal.MaxManifest); err != nil {
		return 0, err
	}
	manifest, err := portal.ParseManifest(b.Bytes())
	if err != nil {
		return 0, err
	}
	for _, entry := range manifest {
		file := at.final.JoinPath(entry.Name)
		stored, err := c.stat(ctx, file)
		if err != nil {
			return 0, err
		}
		if !stored.exists || stored.length < 0 || stored.length > maxDocument {
			return 0, damaged("webdav.propfind")
		}
		sum, err := c.sum(ctx, file, stored.length)
		if err != nil {
			return 0, err
		}
		if sum != entry.SHA256 {
			return 0, damaged("webdav.get")
		}
		total += stored.length
	}
	return total, nil
}

// Recall removes the deposit of an attempt, finished or not, and makes sure that it is gone. What was
// already fetched cannot be called back.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "portal.recall"
	if !attempt.ID.Valid() {
		return invalid(op, "attempt", "portal_attempt_invalid")
	}
	defer c.client.http.CloseIdleConnections()
	at := c.client.places(attempt.ID)
	if err := c.client.withdraw(ctx, at); err != nil {
		return unsettled(op, dispatch.KindOf(err), "portal_not_recalled", err)
	}
	return nil
}

func (c *client) withdraw(ctx context.Context, at places) error {
	if err := c.reach(ctx); err != nil {
		return err
	}
	// Staging first: a MOVE between the two would bring the deposit back.
	for _, folder := range []*url.URL{at.staging, at.final} {
		if _, err := c.remove(ctx, folder); err != nil {
			return err
		}
	}
	return c.vacant(ctx, at.final)
}
