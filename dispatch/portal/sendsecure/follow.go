package sendsecure

import (
	"context"
	"net/http"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Find tells whether the attempt's SafeBox was sent. That none is listed proves nothing: see the package's comment.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	none := dispatch.Receipt{}
	if !attempt.ID.Valid() {
		return dispatch.Unknown, none, invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	s, err := c.open(ctx)
	if err != nil {
		return dispatch.Unknown, none, unsettled(opFind, "portal_not_told", err)
	}
	there, err := s.of(ctx, attempt, "messages,participants")
	if err != nil {
		return dispatch.Unknown, none, unsettled(opFind, "portal_not_told", err)
	}
	if there.GUID == "" {
		return dispatch.Unknown, none, nil
	}
	total := int64(0)
	for _, message := range there.Messages {
		for _, document := range message.Documents {
			total += max(document.Size, 0)
		}
	}
	return dispatch.True, c.receipt(there, total), nil
}

// Track tells what the recipient fetched, whether the notice came back, and whether the SafeBox is open.
func (c *Channel) Track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	const op = "portal.track"
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Status{}, invalid(op, "attempt", "portal_attempt_invalid")
	}
	status := dispatch.Status{State: dispatch.Accepted, Receipt: *attempt.Receipt}
	status.Receipt.At = c.config.Now()
	s, err := c.open(ctx)
	if err != nil {
		return status, unsettled(op, "portal_not_told", err)
	}
	there, err := s.of(ctx, attempt, "messages,participants,download_activity,event_history")
	if err != nil {
		return status, unsettled(op, "portal_not_told", err)
	}
	return judge(there, status), nil
}

// judge says how a SafeBox stands. What was fetched arrived, whatever came after.
func judge(s safebox, status dispatch.Status) dispatch.Status {
	r := &status.Receipt
	whole := addFetches(s, r)
	if end := moment(s.Expiration); !end.IsZero() {
		r.Expires = end
	}
	over := !r.Expires.IsZero() && !r.At.Before(r.Expires)
	shut := s.shut()
	if shut && !over && r.Revoked.IsZero() {
		r.Revoked = r.At.UTC().Truncate(time.Second)
	}
	switch {
	case whole:
		status.State = dispatch.Delivered
	case !r.Fetched.IsZero() && (over || shut):
		status.State = dispatch.Partial
	case bounced(s):
		status.State, status.Failure = dispatch.Failed, lost("sendsecure_bounced")
		status.Failure.Doubtful = true
	case over:
		status.State, status.Failure = dispatch.Failed, lost("portal_expired")
	case shut:
		status.State, status.Failure = dispatch.Failed, lost("portal_revoked")
	}
	return status
}

// shut reports whether nobody can open the SafeBox any more.
func (s safebox) shut() bool {
	return s.GUID == "" || s.Status == closed || s.Status == contentDeleted || locked(s)
}

func lost(code string) *dispatch.Failure {
	return &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: code}
}

// addFetches counts the documents that guests downloaded, and tells whether all were. A SafeBox without documents is
// fetched when its message was read, of which the service tells no time.
func addFetches(s safebox, r *dispatch.Receipt) (whole bool) {
	fetched, fetches := map[string]bool{}, 0
	for _, guest := range s.Activity.Guests {
		for _, one := range guest.Documents {
			at := moment(one.At)
			if at.IsZero() {
				continue
			}
			fetched[one.ID] = true
			fetches++
			if r.Fetched.IsZero() || at.Before(r.Fetched) {
				r.Fetched = at
			}
		}
	}
	documents := 0
	for _, message := range s.Messages {
		documents += len(message.Documents)
	}
	if documents == 0 && read(s) {
		fetches = 1
		if r.Fetched.IsZero() {
			r.Fetched = r.At.UTC().Truncate(time.Second)
		}
	}
	r.Fetches = max(r.Fetches, fetches) // the service forgets when the content is deleted
	return r.Fetches > 0 && len(fetched) >= documents
}

func read(s safebox) bool {
	for _, p := range s.Participants {
		if p.Guest != nil && p.Read > 0 {
			return true
		}
	}
	return false
}

func bounced(s safebox) bool {
	for _, p := range s.Participants {
		if p.Guest != nil && p.Guest.Bounced {
			return true
		}
	}
	return false
}

// locked reports whether no guest can open the SafeBox any more.
func locked(s safebox) bool {
	guests, shut := 0, 0
	for _, p := range s.Participants {
		if p.Guest == nil {
			continue
		}
		guests++
		if p.Guest.Locked {
			shut++
		}
	}
	return guests > 0 && guests == shut
}

// Recall closes the SafeBox and has its content deleted, or keeps its guests out where the organisation's profile
// lets nobody close one. What was already fetched cannot be called back.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "portal.recall"
	if !attempt.ID.Valid() {
		return invalid(op, "attempt", "portal_attempt_invalid")
	}
	s, err := c.open(ctx)
	if err != nil {
		return unsettled(op, "portal_not_recalled", err)
	}
	there, err := s.of(ctx, attempt, "participants")
	if err == nil && there.GUID == "" {
		err = rejected("portal_revoked") // a SafeBox that is not listed may yet be sent
		if attempt.Receipt != nil {
			return nil
		}
	}
	if err == nil {
		err = s.shut(ctx, there)
	}
	if err != nil {
		return unsettled(op, "portal_not_recalled", err)
	}
	return nil
}

// shut ends the access to a SafeBox, and proves it.
func (s *session) shut(ctx context.Context, box safebox) error {
	closing := s.change(ctx, box.GUID, "close", map[string]any{}, nil)
	for _, p := range box.Participants {
		if closing != nil && p.Guest != nil && isID(p.ID) {
			_, _ = s.do(ctx, request{
				method: http.MethodPatch, path: "safeboxes/" + box.GUID + "/participants/" + p.ID + ".json",
				body: map[string]any{"participant": map[string]any{"locked": true}},
			}, nil)
		}
	}
	_ = s.change(ctx, box.GUID, "delete_content", map[string]any{}, nil)
	after, status, err := s.safebox(ctx, box.GUID, "participants")
	switch {
	case status == http.StatusNotFound:
		return nil
	case err != nil:
		return err
	case after.shut():
		return nil
	case closing != nil:
		return closing
	}
	return malformed()
}

// Extend adds hours until access lasts as long as wanted. It counts from what the service has now, so that asking
// again adds nothing.
func (c *Channel) Extend(ctx context.Context, attempt dispatch.Attempt, until time.Time) (dispatch.Receipt, error) {
	const op = "portal.extend"
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Receipt{}, invalid(op, "attempt", "portal_attempt_invalid")
	}
	s, err := c.open(ctx)
	if err != nil {
		return dispatch.Receipt{}, unsettled(op, "sendsecure_not_extended", err)
	}
	receipt := *attempt.Receipt
	if receipt.Expires, err = s.extend(ctx, attempt, until); err != nil {
		return dispatch.Receipt{}, unsettled(op, "sendsecure_not_extended", err)
	}
	return receipt, nil
}

func (s *session) extend(ctx context.Context, attempt dispatch.Attempt, until time.Time) (time.Time, error) {
	there, err := s.of(ctx, attempt, "")
	if err != nil {
		return time.Time{}, err
	}
	end := moment(there.Expiration)
	if there.GUID == "" || end.IsZero() || there.Status == closed || there.Status == contentDeleted {
		return time.Time{}, rejected("portal_access_over")
	}
	hours := int64((until.Sub(end) + time.Hour - 1) / time.Hour)
	if hours <= 0 {
		return end, nil
	}
	var told struct {
		Expiration string `json:"new_expiration"`
	}
	err = s.change(ctx, there.GUID, "add_time", map[string]any{"safebox": map[string]any{
		"add_time_value": hours, "add_time_unit": "hours",
	}}, &told)
	if end = moment(told.Expiration); err == nil && end.IsZero() {
		err = malformed()
	}
	return end, err
}
