package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// service replaces the clinic's own fax server by somebody else's service.
func (r *rig) service(p *dispatch.Passport) {
	r.t.Helper()
	must(r.t, r.RemoveAccount(r.t.Context(), "fax"))
	_, err := r.AddAccount(r.t.Context(), dispatch.Account{Name: "cloud", Channel: dispatch.CloudFax, Provider: "srfax"}, []byte("pw"), false)
	must(r.t, err)
	if p != nil {
		_, err = r.SavePassport(r.t.Context(), "cloud", *p)
		must(r.t, err)
	}
}

// A service outside Québec is asked about once; a yearly review and a contract in Québec are asked for
// without stopping anything.
func TestPassport(t *testing.T) {
	t.Parallel()
	past := time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name     string
		passport *dispatch.Passport
		months   int // since it was recorded
		needs    []desk.Need
		notices  []desk.Notice
	}{
		{"none", nil, 0, []desk.Need{desk.NeedPassport}, nil},
		{"in Québec with a contract", &dispatch.Passport{StoredIn: "ca-qc", Contract: past}, 0, nil, nil},
		{"in Québec without a contract", &dispatch.Passport{StoredIn: "CA-QC"}, 0, nil, []desk.Notice{desk.NoticeNoContract}},
		{"outside without an assessment", &dispatch.Passport{StoredIn: "CA-BC", Contract: past}, 0, []desk.Need{desk.NeedPassport}, nil},
		{"outside without a contract", &dispatch.Passport{StoredIn: "US", Assessment: past}, 0, []desk.Need{desk.NeedPassport}, nil},
		{"outside, assessed", &dispatch.Passport{StoredIn: "CA-BC", Contract: past, Assessment: past, Retention: 90}, 0, nil, nil},
		{"nobody knows where, not assessed", &dispatch.Passport{Contract: past}, 0, []desk.Need{desk.NeedPassport}, nil},
		{"nobody knows where, assessed", &dispatch.Passport{Contract: past, Assessment: past, Retention: -1}, 0, nil, nil},
		{"gone over eleven months ago", &dispatch.Passport{StoredIn: "US", Contract: past, Assessment: past}, 11, nil, nil},
		{"gone over a year ago", &dispatch.Passport{StoredIn: "US", Contract: past, Assessment: past}, 13, nil, []desk.Notice{desk.NoticePassportOld}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.service(c.passport)
			r.clock.Advance(time.Duration(c.months) * 30 * 24 * time.Hour)
			must(t, r.SaveVerificationMonths(t.Context(), 120))
			s, err := r.Suggest(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
			must(t, err)
			option, _ := s.Option()
			option.Notices = slices.DeleteFunc(option.Notices, func(n desk.Notice) bool { return n == desk.NoticeFirstTime })
			if !slices.Equal(option.Needs, c.needs) || !slices.Equal(option.Notices, c.notices) {
				t.Errorf("needs %q, notices %q", option.Needs, option.Notices)
			}
			old := slices.Contains(c.notices, desk.NoticePassportOld)
			if account := r.cloud(); r.PassportOld(account) != old || !r.TakesPassport(account) {
				t.Errorf("old: %v, want %v", !old, old)
			}
		})
	}
}

func TestPassportRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.SavePassport(t.Context(), "fax", dispatch.Passport{}); dispatch.CodeOf(err) != "passport_own_service" {
		t.Errorf("the clinic's own server: %v", err)
	}
	r.service(nil)
	tomorrow := r.clock.Now().Add(24 * time.Hour)
	for field, p := range map[string]dispatch.Passport{
		"stored-in": {StoredIn: "Vancouver"}, "contract": {Contract: tomorrow}, "assessment": {Assessment: tomorrow}, "retention": {Retention: -2},
	} {
		if _, err := r.SavePassport(t.Context(), "cloud", p); dispatch.KindOf(err) != dispatch.KindInvalid {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := r.SavePassport(t.Context(), "nobody", dispatch.Passport{}); dispatch.KindOf(err) != dispatch.KindNotFound {
		t.Errorf("%v", err)
	}
	kept, err := r.store.AccountSecret(t.Context(), r.cloud().ID)
	must(t, err)
	if _, err := r.SavePassport(t.Context(), "cloud", dispatch.Passport{StoredIn: "US"}); err != nil || string(kept) != "pw" {
		t.Errorf("%v; the secret is %q", err, kept)
	}
}

func (r *rig) cloud() dispatch.Account {
	r.t.Helper()
	accounts, err := r.Accounts(r.t.Context())
	must(r.t, err)
	i := slices.IndexFunc(accounts, func(a dispatch.Account) bool { return a.Name == "cloud" })
	return accounts[i]
}

// Who holds documents for the clinic has a passport, by whatever channel; what the clinic or its partner runs
// has none.
func TestWhoTakesAPassport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct {
		channel  dispatch.ChannelKind
		provider string
		want     bool
	}{
		{dispatch.CloudFax, "srfax", true},
		{dispatch.CloudFax, "hylafax", false},
		{dispatch.CloudFax, desk.PracticeProvider, false},
		{dispatch.Portal, "sharepoint", true},
		{dispatch.Portal, "sendsecure", true},
		{dispatch.Portal, "nextcloud", false},
		{dispatch.Portal, desk.PracticeProvider, false},
		{dispatch.EmailEncrypted, "smtp", false},
	} {
		if got := r.TakesPassport(dispatch.Account{Channel: c.channel, Provider: c.provider}); got != c.want {
			t.Errorf("%s over %s: %v", c.provider, c.channel, got)
		}
	}
}
