package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// TestADecisionDuringARefresh stands: a person decides while a place is slow to answer.
func TestADecisionDuringARefresh(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	r.imported("aaaa x@clinic.example")
	r.verified("aaaa")
	r.finder.publishes = map[string]string{dispatch.KeyFromWKD: "aaaa x@clinic.example"}
	r.finder.meanwhile = func() { r.blocked("aaaa") }
	refreshed, err := r.RefreshKeys(t.Context(), nil, false)
	if err != nil || len(refreshed) != 1 || refreshed[0].Key.Blocked != dispatch.KeyRefused {
		t.Errorf("%+v, %v", refreshed, err)
	}
	used, err := r.RecipientKey(t.Context(), to)
	if err != nil || used != nil || r.key("aaaa").Blocked != dispatch.KeyRefused {
		t.Errorf("encrypts to %q, %v", fingerprintOf(used), err)
	}
}

// TestAnAddressAddedSince: what a person verified is no proof of an address that its owner adds later.
func TestAnAddressAddedSince(t *testing.T) {
	t.Parallel()
	const added = "aaaa mallory@evil.example x@clinic.example"
	refresh := func(r *rig) {
		r.recipient(dispatch.ExternalPartner, dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "mallory@evil.example"})
		r.finder.publishes = map[string]string{dispatch.KeyFromWKD: added}
		_, err := r.RefreshKeys(r.t.Context(), []string{"aaaa"}, false)
		must(r.t, err)
	}
	for name, c := range map[string]struct {
		before func(*rig)
		add    func(*rig)
		used   string
		state  dispatch.KeyState
	}{
		"to one that has a verified key":  {func(r *rig) { r.imported("bbbb x@clinic.example"); r.verified("bbbb") }, refresh, "", dispatch.KeyBlocked},
		"to one that has an unknown key":  {func(r *rig) { r.imported("bbbb x@clinic.example") }, refresh, "", dispatch.KeyBlocked},
		"to one that has none":            {func(*rig) {}, refresh, "aaaa", dispatch.KeyVerified},
		"to one that has none, by a file": {func(*rig) {}, func(r *rig) { r.imported(added) }, "aaaa", dispatch.KeyVerified},
		"to one that has none, and bound": {func(r *rig) {
			_, err := r.BindKey(r.t.Context(), "aaaa", "x@clinic.example", "one key")
			must(r.t, err)
		}, refresh, "aaaa", dispatch.KeyVerified},
		"and the person verified it again": {func(*rig) {}, func(r *rig) { refresh(r); r.verified("aaaa") }, "aaaa", dispatch.KeyVerified},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			to := r.recipient(dispatch.ExternalPartner, mailRoute)
			r.imported("aaaa mallory@evil.example")
			r.verified("aaaa")
			c.before(r)
			c.add(r)
			used, err := r.RecipientKey(t.Context(), to)
			must(t, err)
			if fingerprintOf(used) != c.used || r.key("aaaa").State != c.state {
				t.Fatalf("encrypts to %q, the key is %s", fingerprintOf(used), r.key("aaaa").State)
			}
			trusted := strings.HasSuffix(name, "bound") || strings.HasSuffix(name, "again")
			if used != nil && (used.State == dispatch.KeyVerified) != trusted {
				t.Errorf("for x it is %s", used.State)
			}
		})
	}
}

// TestWhomARefreshAsks: the address book says whose domains learn that the clinic asks, not whoever made a certificate.
func TestWhomARefreshAsks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.recipient(dispatch.ExternalPartner, mailRoute)
	r.recipient(dispatch.ExternalPartner, dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "bound@clinic.example"})
	line := []string{"aaaa"}
	for i := range 40 {
		line = append(line, fmt.Sprintf("u%d@victim.example", i))
	}
	r.imported(strings.Join(append(line, "x@clinic.example"), " "))
	_, err := r.BindKey(t.Context(), "aaaa", "bound@clinic.example", "one key")
	must(t, err)
	r.clock.Advance(8 * 24 * time.Hour)
	refreshed, err := r.RefreshDueKeys(t.Context())
	if err != nil || len(refreshed) != 1 || refreshed[0].News != desk.KeyUnchanged {
		t.Errorf("%+v, %v", refreshed, err)
	}
	if want := []string{"wkd bound@clinic.example", "wkd x@clinic.example"}; !slices.Equal(r.finder.asked, want) {
		t.Errorf("asked %v, want %v", r.finder.asked, want)
	}
}
