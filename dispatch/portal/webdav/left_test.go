package webdav_test

import (
	"crypto/rand"
	"net/http"
	"path"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// while strikes at requests of a method as long as on is set.
func while(on *atomic.Bool, method string, fault practice.PortalFault) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		if on.Load() && r.Method == method {
			return fault
		}
		return ""
	}
}

// TestRecallAgain: what an earlier recall is known to have taken away is no cause for alarm.
func TestRecallAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	receipt, err := s.send(t)
	requireNoError(t, err)
	requireNoError(t, s.Recall(t.Context(), s.attempt()))
	attempt := s.attempt()
	attempt.Receipt = &receipt
	if err := s.Recall(t.Context(), attempt); dispatch.CodeOf(err) != "portal_not_there" {
		t.Errorf("not known to be recalled: %v", err)
	}
	receipt.Revoked = dispatchtest.Epoch()
	requireNoError(t, s.Recall(t.Context(), attempt))
}

// TestAPersonWhoIsWrong says that nothing arrived: the deposit that stands is found, and no second one made.
func TestAPersonWhoIsWrong(t *testing.T) {
	t.Parallel()
	var on atomic.Bool
	s := newSite(t, while(&on, "MOVE", practice.PortalLoseReply))
	s.parcel.Upload = &portaltest.Upload{}
	on.Store(true)
	if _, err := s.send(t); dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Fatal(err)
	}
	on.Store(false)
	first := s.parcel.Attempt
	s.parcel.Attempt = dispatch.NewID(rand.Reader)
	receipt, err := s.send(t)
	if err != nil || path.Base(receipt.Reference) != string(first) || receipt.Bytes == 0 {
		t.Fatalf("the receipt is %+v: %v", receipt, err)
	}
	if left := s.left(t); left != string(first) {
		t.Errorf("on the portal stands %q", left)
	}
	attempt := s.attempt()
	attempt.Receipt = &receipt
	requireNoError(t, s.Recall(t.Context(), attempt))
	if left := s.left(t); left != "" {
		t.Errorf("recalled, and %q is left", left)
	}
}

// TestTidy: what could not be removed when an upload was given up is removed once the dispatch has ended.
func TestTidy(t *testing.T) {
	t.Parallel()
	var on atomic.Bool
	cut, keep := while(&on, http.MethodPut, practice.PortalCut), while(&on, http.MethodDelete, practice.PortalRefuse)
	s := newSite(t, func(r *http.Request) practice.PortalFault { return cut(r) + keep(r) })
	s.parcel.Upload = &portaltest.Upload{}
	on.Store(true)
	if _, err := s.send(t); dispatch.CertaintyOf(err) != dispatch.Unsent || s.left(t) != "deposit.part" {
		t.Fatalf("%q is left: %v", s.left(t), err)
	}
	state, err := s.parcel.Upload.Load(t.Context())
	requireNoError(t, err)
	l := dispatch.Leftover{Upload: state}
	if err := s.Tidy(t.Context(), l); dispatch.CodeOf(err) != "portal_refused" {
		t.Errorf("a portal that refuses: %v", err)
	}
	on.Store(false)
	for range 2 {
		requireNoError(t, s.Tidy(t.Context(), l))
	}
	if left := s.left(t); left != "" {
		t.Errorf("on the portal stands %q", left)
	}
}

// TestTidyLeavesDeposits, and a portal alone that another adapter uploaded to.
func TestTidyLeavesDeposits(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.parcel.Upload = &portaltest.Upload{}
	_, err := s.send(t)
	requireNoError(t, err)
	state, err := s.parcel.Upload.Load(t.Context())
	requireNoError(t, err)
	for _, upload := range [][]byte{state, []byte(`{"attempts":7}`), []byte("session")} {
		requireNoError(t, s.Tidy(t.Context(), dispatch.Leftover{Upload: upload}))
	}
	if left := s.left(t); left != "deposit" {
		t.Errorf("on the portal stands %q", left)
	}
}
