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

func (r *rig) save(name, organisation string, routes ...dispatch.Route) dispatch.Recipient {
	r.t.Helper()
	saved, err := r.SaveRecipient(r.t.Context(), dispatch.Recipient{Name: name, Organisation: organisation, Class: dispatch.ExternalPartner, Routes: routes})
	must(r.t, err)
	return saved
}

func fax(number string) dispatch.Route {
	return dispatch.Route{Channel: dispatch.CloudFax, Address: number, Verification: verified}
}

func names(all []dispatch.Recipient) string {
	found := make([]string, len(all))
	for i, r := range all {
		found[i] = r.Name
	}
	return strings.Join(found, " ")
}

func TestSeveralRoutesOfOneChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.save("Clinique", "", fax("+15145550101"), dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550102", Label: "résultats"}, fax("+15145550101"))
	if len(to.Routes) != 2 {
		t.Fatalf("the same number stands there twice: %+v", to.Routes)
	}
	draft := r.draft(to)
	s, err := r.Suggest(t.Context(), draft)
	must(t, err)
	if !s.Ready() {
		t.Fatalf("by the first: %+v", s)
	}
	draft.Route = "+15145550102"
	s, err = r.Suggest(t.Context(), draft)
	must(t, err)
	if option, _ := s.Option(); !slices.Equal(option.Needs, []desk.Need{desk.NeedVerification}) {
		t.Errorf("the other was never verified: %q", option.Needs)
	}
	_, err = r.VerifyAddress(t.Context(), to.ID, dispatch.CloudFax, "+15145550102", "call")
	must(t, err)
	made, err := r.Send(t.Context(), draft)
	must(t, err)
	if made.Route.Address != "+15145550102" || made.Route.Label != "résultats" {
		t.Errorf("left by %+v", made.Route)
	}
	draft.Route = "+15145550109"
	if _, err := r.Suggest(t.Context(), draft); dispatch.CodeOf(err) != "no_route" {
		t.Errorf("an address that nobody has: %v", err)
	}
}

func TestAVerificationDoesNotMoveToAnotherAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.save("Clinique", "", fax("+15145550101"), dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550102"})
	to.Routes[0].Address, to.Routes[1].Address = "+15145550103", "+15145550101"
	saved, err := r.SaveRecipient(t.Context(), to)
	must(t, err)
	if saved.Routes[0].Verification != nil {
		t.Errorf("verified elsewhere: %+v", saved.Routes)
	}
}

func TestARestrictedRecipientGetsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	to.Restricted = true
	to, err := r.SaveRecipient(t.Context(), to)
	must(t, err)
	draft := r.draft(to)
	draft.Confirmed, draft.Reason = []string{desk.ConcernRestricted}, "urgent"
	for _, channel := range []dispatch.ChannelKind{"", dispatch.CloudFax, dispatch.EmailEncrypted} {
		draft.Channel = channel
		if _, err := r.Send(t.Context(), draft); dispatch.CodeOf(err) != desk.ConcernRestricted || dispatch.KindOf(err) != dispatch.KindRefused {
			t.Errorf("%s: %v", channel, err)
		}
	}
	draft.Channel = dispatch.Phone
	if _, err := r.RecordByHand(t.Context(), draft); dispatch.CodeOf(err) != desk.ConcernRestricted {
		t.Errorf("by hand: %v", err)
	}
}

func TestTheFirstTimeToAnAddressIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	told := func() bool {
		t.Helper()
		s, err := r.Suggest(t.Context(), r.draft(to))
		must(t, err)
		option, _ := s.Option()
		return slices.Contains(option.Notices, desk.NoticeFirstTime)
	}
	if !told() {
		t.Error("a first time is not told")
	}
	_, err := r.Send(t.Context(), r.draft(to))
	must(t, err)
	if told() {
		t.Error("a second time is told as the first")
	}
	to.Routes = []dispatch.Route{fax("+15145550190")}
	to, err = r.SaveRecipient(t.Context(), to)
	must(t, err)
	if !told() {
		t.Error("a new number of the same recipient is not told")
	}
}

// Whom somebody sent to a moment ago, they send to again, however often others were sent to before.
func TestCandidatesPutTheRecentFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	often := r.save("Pharmacie Alma", "", fax("+15145550101"))
	r.save("Clinique Beaubien", "Pharmacie", fax("+15145550102"))
	zoe := r.save("Pharmacie Zoé", "", fax("+15145550103"))
	for _, to := range []dispatch.Recipient{often, often, zoe} {
		_, err := r.Send(t.Context(), r.draft(to))
		must(t, err)
		r.clock.Advance(time.Minute)
	}
	for query, want := range map[string]string{
		"":           "Pharmacie Zoé Pharmacie Alma Clinique Beaubien",
		"pharm":      "Pharmacie Zoé Pharmacie Alma Clinique Beaubien",
		"beaub":      "Clinique Beaubien",
		"pharmacie ": "Pharmacie Zoé Pharmacie Alma Clinique Beaubien",
	} {
		found, err := r.Candidates(t.Context(), query, 0)
		must(t, err)
		if got := names(found); got != want {
			t.Errorf("%q finds %s, want %s", query, got, want)
		}
	}
	few, err := r.Candidates(t.Context(), "", 2)
	must(t, err)
	if names(few) != "Pharmacie Zoé Pharmacie Alma" {
		t.Errorf("two: %s", names(few))
	}
}

func TestOrganisationsGroupDepartments(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, of := range [][3]string{{"Lam", "Hôpital", "Radiologie"}, {"Roy", "Hôpital", "Cardiologie"}, {"Côté", "hopital", "cardiologie"}, {"Accueil", "Hôpital", ""}, {"Seul", "", ""}} {
		_, err := r.SaveRecipient(t.Context(), dispatch.Recipient{Name: of[0], Organisation: of[1], Department: of[2], Class: dispatch.ExternalPartner})
		must(t, err)
	}
	all, err := r.Organisations(t.Context(), "")
	must(t, err)
	if len(all) != 2 || len(all[0].Departments) != 3 || names(all[0].Departments[0].Recipients) != "Accueil" ||
		names(all[0].Departments[1].Recipients) != "Côté Roy" || all[1].Name != "" {
		t.Errorf("%+v", all)
	}
	if found := r.stored("radio"); names(found) != "Lam" {
		t.Errorf("by department: %s", names(found))
	}
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		a, b dispatch.Recipient
		want desk.Likeness
	}{
		{"the same number and name", dispatch.Recipient{Name: "Pharmacie Beaubien", Routes: []dispatch.Route{faxRoute}}, dispatch.Recipient{Name: "Pharmacie Beaubien inc.", Routes: []dispatch.Route{faxRoute}}, desk.AlikeAddress},
		{"a title and another order", dispatch.Recipient{Name: "Dre Amélie Nadeau", Organisation: "Hôpital"}, dispatch.Recipient{Name: "NADEAU, Amelie", Organisation: "Hopital"}, desk.AlikeName},
		{"two people at one number", dispatch.Recipient{Name: "Lise Roy", Routes: []dispatch.Route{faxRoute}}, dispatch.Recipient{Name: "Jean Roy", Routes: []dispatch.Route{faxRoute}}, ""},
		{"one mailbox under two names", dispatch.Recipient{Name: "Lise Roy", Routes: []dispatch.Route{mailRoute}}, dispatch.Recipient{Name: "Accueil", Routes: []dispatch.Route{mailRoute}}, desk.AlikeAddress},
		{"one name in two organisations", dispatch.Recipient{Name: "Jean Roy", Organisation: "A"}, dispatch.Recipient{Name: "Jean Roy", Organisation: "B"}, ""},
		{"a first name alone", dispatch.Recipient{Name: "Roy", Organisation: "A"}, dispatch.Recipient{Name: "Jean Roy", Organisation: "A"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for _, one := range []dispatch.Recipient{c.a, c.b} {
				one.Class = dispatch.ExternalPartner
				_, err := r.SaveRecipient(t.Context(), one)
				must(t, err)
			}
			pairs, err := r.Duplicates(t.Context())
			must(t, err)
			if c.want == "" && len(pairs) > 0 || c.want != "" && (len(pairs) != 1 || pairs[0].Why != c.want) {
				t.Errorf("%+v, want %q", pairs, c.want)
			}
		})
	}
}

func TestMergeKeepsEverythingThatIsKnown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	kept := r.save("Pharmacie Beaubien", "", fax("+15145550101"))
	gone := r.save("Pharm. Beaubien", "Groupe", fax("+15145550102"), mailRoute)
	gone.Restricted = true
	gone, err := r.SaveRecipient(t.Context(), gone)
	must(t, err)
	_, err = r.DoubtRoute(t.Context(), gone.ID)
	must(t, err)
	merged, err := r.MergeRecipients(t.Context(), kept.ID, gone.ID)
	must(t, err)
	if merged.Name != kept.Name || merged.Organisation != "Groupe" || !merged.Restricted || len(merged.Routes) != 3 || !merged.Routes[1].InDoubt() {
		t.Errorf("merged: %+v", merged)
	}
	byOld, err := r.Recipient(t.Context(), gone.ID)
	must(t, err)
	if byOld.ID != kept.ID || len(r.stored("")) != 1 {
		t.Errorf("the old id finds %s; stored %s", byOld.Name, names(r.stored("")))
	}
	if _, err := r.SaveRecipient(t.Context(), gone); dispatch.CodeOf(err) != "recipient_changed" {
		t.Errorf("who was merged is saved: %v", err)
	}
	if _, err := r.MergeRecipients(t.Context(), kept.ID, gone.ID); dispatch.CodeOf(err) != "merge_same" {
		t.Errorf("merged twice: %v", err)
	}
	if n, err := r.VerifyLog(t.Context()); err != nil || n == 0 {
		t.Errorf("the log: %d, %v", n, err)
	}
}

func TestWhatWaitsForWhoWasMergedMayLeave(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	kept, gone := r.save("Pharmacie A", "", fax("+15145550101")), r.save("Pharmacie B", "", fax("+15145550102"))
	made, err := r.Send(t.Context(), r.draft(gone))
	must(t, err)
	_, err = r.MergeRecipients(t.Context(), kept.ID, gone.ID)
	must(t, err)
	shown, err := r.Show(t.Context(), made.ID)
	must(t, err)
	if shown.Recipient.Name != "Pharmacie B" {
		t.Errorf("the history says %s", shown.Recipient.Name)
	}
	found, err := r.Candidates(t.Context(), "", 1)
	must(t, err)
	if names(found) != "Pharmacie A" {
		t.Errorf("last sent to: %s", names(found))
	}
}

func TestRemovedRecipientsStayInTheHistory(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	made, err := r.Send(t.Context(), r.draft(to))
	must(t, err)
	must(t, r.RemoveRecipient(t.Context(), to.ID))
	if _, err := r.Recipient(t.Context(), to.ID); dispatch.KindOf(err) != dispatch.KindNotFound {
		t.Errorf("still there: %v", err)
	}
	if shown, err := r.Show(t.Context(), made.ID); err != nil || shown.Recipient.Name != to.Name {
		t.Errorf("the history: %s, %v", shown.Recipient.Name, err)
	}
	if found, err := r.Candidates(t.Context(), "", 0); err != nil || len(found) > 0 {
		t.Errorf("candidates: %s, %v", names(found), err)
	}
}

// fifty are recipients of three organisations; the number of unverified was never verified, and refusing has
// refused everything.
func (r *rig) fifty(unverified, refusing int) []desk.Addressee {
	r.t.Helper()
	var to []desk.Addressee
	for i := range 50 {
		route := fax(fmt.Sprintf("+1514555%04d", 100+i))
		if i == unverified {
			route.Verification = nil
		}
		one := r.save(fmt.Sprintf("Clinique %d", i), "Groupe "+string(rune('A'+i%3)), route)
		one.Restricted = i == refusing
		one, err := r.SaveRecipient(r.t.Context(), one)
		must(r.t, err)
		to = append(to, desk.Addressee{Recipient: one})
	}
	return to
}

func TestFiftyRecipientsEachOnItsOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.fifty(7, 20)
	batch, made, err := r.SendAll(t.Context(), r.draft(dispatch.Recipient{}), to)
	must(t, err)
	documents := map[dispatch.ID]bool{}
	for i, one := range made {
		if one.Err != nil {
			if want := map[int]string{7: "needs", 20: desk.ConcernRestricted}[i]; dispatch.CodeOf(one.Err) != want {
				t.Errorf("%d: %v, want %q", i, one.Err, want)
			}
			continue
		}
		if one.Dispatch.Batch != batch || one.Dispatch.Recipient.ID != to[i].Recipient.ID {
			t.Errorf("%d: %+v", i, one.Dispatch)
		}
		documents[one.Dispatch.Documents[0].ID] = true
	}
	page, err := r.Search(t.Context(), dispatch.Filter{Query: string(batch), Limit: 100})
	must(t, err)
	if len(documents) != 48 || len(page.Dispatches) != 48 {
		t.Errorf("%d documents sealed and %d dispatches found together, want 48", len(documents), len(page.Dispatches))
	}
}

func TestFiftySuggestions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	all, err := r.SuggestAll(t.Context(), r.draft(dispatch.Recipient{}), r.fifty(7, 20))
	must(t, err)
	if all.Ready() || all.Organisations != 3 {
		t.Errorf("ready %v, %d organisations", all.Ready(), all.Organisations)
	}
	for i, s := range all.Suggestions {
		if s.Ready() != (i != 7 && i != 20) {
			t.Errorf("%d is ready: %v", i, s.Ready())
		}
	}
}

func TestSeveralRecipientsDecideApart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	partner := r.recipient(dispatch.ExternalPartner, faxRoute, mailRoute)
	other := r.save("Clinique du Parc", "", fax("+15145550120"))
	draft := r.draft(dispatch.Recipient{})
	_, made, err := r.SendAll(t.Context(), draft, []desk.Addressee{
		{Recipient: partner, Channel: dispatch.EmailEncrypted}, {Recipient: other}, {Recipient: r.save("Sans adresse", "")},
	})
	must(t, err)
	if made[0].Dispatch.Channel != dispatch.EmailEncrypted || made[1].Dispatch.Channel != dispatch.CloudFax || made[2].Err == nil {
		t.Errorf("%+v", made)
	}
	for name, to := range map[string][]desk.Addressee{
		"nobody": nil, "somebody twice": {{Recipient: other}, {Recipient: other}}, "too many": make([]desk.Addressee, 201),
	} {
		if _, _, err := r.SendAll(t.Context(), draft, to); dispatch.KindOf(err) != dispatch.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCautionsAtEntry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.save("Clinique du Parc", "", fax("+15145550120"))
	saved := r.save("Autre", "", fax("+15145550120"), dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "x@hotmial.com"})
	cautions, err := r.Cautions(t.Context(), saved)
	must(t, err)
	if !slices.Equal(cautions, []desk.Caution{desk.CautionLookalike, desk.CautionShared}) {
		t.Errorf("%q", cautions)
	}
	r.clock.Advance(time.Hour)
}
