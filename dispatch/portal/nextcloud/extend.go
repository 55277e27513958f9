package nextcloud

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const opExtend = "portal.extend"

// Extend moves the day on which access ends, as far as the server allows. Where that is no later than before it fails
// with KindConflict and portal_not_extended. A share that then has other terms than it should is ended:
// nextcloud_terms_ended.
func (c *Channel) Extend(ctx context.Context, attempt dispatch.Attempt, until time.Time) (dispatch.Receipt, error) {
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Receipt{}, invalid(opExtend, "attempt", "portal_attempt_invalid")
	}
	defer c.dav.Close()
	extended, err := c.extend(ctx, attempt, until)
	switch dispatch.CodeOf(err) {
	case "":
	case "portal_not_extended", "nextcloud_terms_ended", "nextcloud_terms_stand":
		return dispatch.Receipt{}, webdav.During(opExtend, dispatch.Maybe, err)
	}
	if err != nil {
		return dispatch.Receipt{}, webdav.Unsettled(opExtend, dispatch.KindOf(err), "nextcloud_not_extended", err)
	}
	receipt := *attempt.Receipt
	receipt.Expires = expiry(extended.Expiration, c.config.Now().Location())
	return receipt, nil
}

func (c *Channel) extend(ctx context.Context, attempt dispatch.Attempt, until time.Time) (share, error) {
	s, err := c.open(ctx)
	if err != nil {
		return share{}, err
	}
	one, err := s.standing(ctx, attempt)
	if err != nil {
		return share{}, err
	}
	if one.ID == "" {
		return share{}, webdav.StatusError("nextcloud.share", http.StatusGone)
	}
	wanted := terms{lastDay: s.policy.lastDay(until, s.config.Now())}
	before := expiry(one.Expiration, s.config.Now().Location())
	if before.IsZero() || !wanted.lastDay.After(before) {
		return share{}, notExtended()
	}
	return s.move(ctx, one, wanted, before)
}

// move sets the day, and looks at what the server made of it.
func (s *session) move(ctx context.Context, one share, wanted terms, before time.Time) (share, error) {
	var extended share
	_, err := s.ocs.do(ctx, request{
		method: http.MethodPut, path: sharesPath + "/" + string(one.ID),
		form: url.Values{"expireDate": {wanted.lastDay.Format(dayFormat)}},
	}, &extended)
	switch {
	case err != nil:
		return share{}, err
	case !wanted.kept(extended):
		return share{}, s.end(ctx, one)
	case !expiry(extended.Expiration, wanted.lastDay.Location()).After(before):
		return share{}, notExtended()
	}
	return extended, nil
}

// end ends a share whose terms the server changed.
func (s *session) end(ctx context.Context, one share) error {
	ctx, cancel := tidying(ctx)
	defer cancel()
	if err := s.drop(ctx, one); err != nil {
		return webdav.Unsettled(opExtend, dispatch.KindUncertain, "nextcloud_terms_stand", err)
	}
	return refused("nextcloud_terms_ended")
}

func notExtended() error {
	return &dispatch.Error{Op: opExtend, Kind: dispatch.KindConflict, Code: "portal_not_extended", Certainty: dispatch.Maybe}
}
