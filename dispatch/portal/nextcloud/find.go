package nextcloud

import (
	"context"
	"net/url"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
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

// Unasked reports whether by the upload state an attempt certainly asked for no share. That tells of one that was stopped
// before its mark stood, of which the server knows nothing.
func (c *Channel) Unasked(attempt dispatch.ID, upload []byte) bool {
	return portal.Unasked(attempt, upload)
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
		_, err := s.erase(ctx, s.places(attempt)...)
		return dispatch.False, none, err
	}
	shares, err := s.sharesOf(ctx, attempt)
	if err != nil {
		return dispatch.Unknown, none, err
	}
	if len(shares) == 0 {
		stands, err := s.stands(ctx, attempt)
		if err != nil || !stands {
			return dispatch.Unknown, none, err
		}
		if shares, err = s.fence(ctx, attempt); err != nil {
			return dispatch.Unknown, none, err
		}
	}
	if len(shares) == 0 {
		_, _ = s.erase(ctx, s.void(attempt)) // the answer stands without it, which a lost reply must not cost
		return dispatch.False, none, nil
	}
	return s.found(ctx, attempt, shares[0])
}

// found is the receipt of a share that stands. One that opens for everybody is ended.
func (s *session) found(ctx context.Context, attempt dispatch.ID, one share) (dispatch.Truth, dispatch.Receipt, error) {
	none := dispatch.Receipt{}
	if !one.guarded() {
		if err := s.drop(ctx, one); err != nil {
			return dispatch.Unknown, none, err
		}
		_, err := s.erase(ctx, s.places(attempt)...)
		return dispatch.Unknown, none, err
	}
	total, err := s.size(ctx, s.place(one))
	if err != nil {
		return dispatch.Unknown, none, err
	}
	documents, err := s.documents(ctx, s.place(one))
	if err != nil {
		return dispatch.Unknown, none, err
	}
	return dispatch.True, s.receipt(one, attempt, total, documents), nil
}

func (s *session) stands(ctx context.Context, attempt dispatch.ID) (bool, error) {
	for _, place := range s.places(attempt) {
		if there, err := s.dav.Stat(ctx, place); err != nil || there.Exists {
			return there.Exists, err
		}
	}
	return false, nil
}

// fence takes a deposit without a share away from where a request still under way looks for it. A share that was made
// before follows it, and is found then: the deposit gets its name back.
func (s *session) fence(ctx context.Context, attempt dispatch.ID) ([]share, error) {
	final, err := s.dav.Stat(ctx, s.final(attempt))
	if err != nil {
		return nil, err
	}
	if final.Exists {
		if _, err := s.dav.Move(ctx, s.final(attempt), s.void(attempt), nil); err != nil {
			return nil, err
		}
	}
	shares, err := s.sharesOf(ctx, attempt)
	if err != nil {
		return nil, err
	}
	if len(shares) == 0 {
		return nil, nil
	}
	if there, err := s.dav.Stat(ctx, s.void(attempt)); err != nil || !there.Exists {
		return shares, err
	}
	_, err = s.dav.Move(ctx, s.void(attempt), s.final(attempt), nil)
	shares[0].Path = s.shared(attempt)
	return shares, err
}

// size is how many bytes the files of a deposit have.
func (s *session) size(ctx context.Context, deposit *url.URL) (total int64, err error) {
	files, err := s.dav.List(ctx, deposit)
	for _, f := range files {
		total += max(f.Length, 0)
	}
	return total, err
}
