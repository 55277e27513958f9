package webdav

import (
	"bytes"
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const opFind = "portal.find"

// Find looks for the deposit of an attempt and proves it against its manifest.
//
// Where only staging stands, it is removed first, so that a MOVE still under way finds nothing to move:
// then the answer False stays true. Where nothing stands, the answer is Unknown: the attempt may never
// have begun, or its recipient may have fetched and removed the deposit already. A deposit that does not
// match its manifest is Unknown with an error of KindIntegrity: a person must look.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, portal.Invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	defer c.client.http.CloseIdleConnections()
	at := c.client.places(attempt.ID)
	found, err := c.client.find(ctx, at)
	if err != nil {
		return portal.NotTold(opFind, err)
	}
	if found != dispatch.True {
		return found, dispatch.Receipt{}, nil
	}
	total, err := c.client.prove(ctx, at)
	if err != nil {
		return portal.NotTold(opFind, err)
	}
	return dispatch.True, c.receipt(at, total), nil
}

// Unasked reports whether an attempt was never remembered: nothing of it left before.
func (c *Channel) Unasked(attempt dispatch.ID, upload []byte) bool {
	return portal.Unremembered(attempt, upload)
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
		if !stored.exists || stored.length < 0 || stored.length > portal.MaxDocument {
			return 0, portal.Damaged("webdav.propfind")
		}
		sum, err := c.sum(ctx, file, stored.length)
		if err != nil {
			return 0, err
		}
		if sum != entry.SHA256 {
			return 0, portal.Damaged("webdav.get")
		}
		total += stored.length
	}
	return total, nil
}
