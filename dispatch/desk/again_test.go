package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// ended is a fax to a partner that ended in a state.
func (r *rig) ended(state dispatch.State) dispatch.ID {
	r.t.Helper()
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	switch state {
	case dispatch.Sending, dispatch.Uncertain, dispatch.Accepted, dispatch.Delivered:
		return r.in(state)
	case dispatch.Queued:
		return r.queued(to)
	case dispatch.Failed:
		id := r.queued(to)
		r.ends(id, state, &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "fax_no_answer"})
		return id
	}
	made, err := r.Send(r.t.Context(), r.draft(to))
	must(r.t, err)
	if state == dispatch.Cancelled {
		must(r.t, r.Cancel(r.t.Context(), made.ID))
	}
	return made.ID
}

func TestADispatchIsSentAgainOnceItHasEnded(t *testing.T) {
	t.Parallel()
	for state, c := range map[dispatch.State]struct {
		code   string
		before bool // the recipient has it already
	}{
		dispatch.Held:      {code: "again_under_way"},
		dispatch.Queued:    {code: "again_under_way"},
		dispatch.Sending:   {code: "again_under_way"},
		dispatch.Uncertain: {code: "again_uncertain"},
		dispatch.Failed:    {},
		dispatch.Cancelled: {},
		dispatch.Accepted:  {before: true},
		dispatch.Delivered: {before: true},
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.ended(state)
			first := r.shown(id)
			if first.State != state {
				t.Fatalf("the dispatch is %s", first.State)
			}
			draft, err := r.Again(t.Context(), id)
			if dispatch.CodeOf(err) != c.code || desk.MayGoAgain(first) != (c.code == "") {
				t.Fatalf("%v, want %q", err, c.code)
			}
			if err != nil {
				return
			}
			if draft.SentBefore.IsZero() == c.before || draft.Authorisation != "" || draft.Channel != "" {
				t.Errorf("sent before %v; authorised by %q, by %q", draft.SentBefore, draft.Authorisation, draft.Channel)
			}
			draft.Authorisation = "consent 2"
			second, err := r.Send(t.Context(), draft)
			must(t, err)
			was, is := first.Documents[0], second.Documents[0]
			if was.SHA256 != is.SHA256 || was.Name != is.Name || was.Kind != is.Kind || was.ID == is.ID {
				t.Errorf("%+v became %+v", was, is)
			}
		})
	}
}

// What the person wrote goes along; the address is that of today.
func TestSendingAgainTakesTheRecipientOfToday(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	sent := r.sent(to, func(d *desk.Draft) { d.Purpose = "Suivi" })
	moved := to
	moved.Routes = []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+14185550177"}}
	_, err := r.SaveRecipient(t.Context(), moved)
	must(t, err)
	draft, err := r.Again(t.Context(), sent.ID)
	must(t, err)
	if route, _ := draft.Recipient.Route(dispatch.CloudFax); route.Address != "+14185550177" || draft.Purpose != "Suivi" {
		t.Errorf("to %s for %q", route.Address, draft.Purpose)
	}
	must(t, r.RemoveRecipient(t.Context(), to.ID))
	draft, err = r.Again(t.Context(), sent.ID)
	must(t, err)
	if draft.Recipient.ID != "" || !draft.SentBefore.IsZero() || len(draft.Documents) != 1 {
		t.Errorf("to %q with %d documents, sent before %v", draft.Recipient.ID, len(draft.Documents), draft.SentBefore)
	}
}

func TestDestroyedDocumentsAreNotSentAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.ended(dispatch.Cancelled)
	r.clock.Advance(31 * 24 * time.Hour)
	_, destroyed, err := r.DestroyExpired(t.Context())
	must(t, err)
	if !destroyed {
		t.Fatal("the documents are still kept")
	}
	_, err = r.Again(t.Context(), id)
	wantCode(t, err, "again_documents_gone")
}

// A channel that failed is not offered next, nor another one towards the same address.
func TestTheNextChannelIsNotTheOneThatFailed(t *testing.T) {
	t.Parallel()
	portal := dispatch.Route{Channel: dispatch.Portal, Address: "moi@patient.example"}
	sameMail := dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "moi@patient.example"}
	otherMail := dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "nous@clinique.example"}
	for name, c := range map[string]struct {
		failed dispatch.Route
		routes []dispatch.Route
		not    []dispatch.ChannelKind
	}{
		"fax":                   {faxRoute, []dispatch.Route{faxRoute, otherMail}, []dispatch.ChannelKind{dispatch.CloudFax}},
		"e-mail":                {otherMail, []dispatch.Route{faxRoute, otherMail}, []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.EmailNetwork}},
		"portal, same mailbox":  {portal, []dispatch.Route{portal, sameMail, faxRoute}, []dispatch.ChannelKind{dispatch.Portal, dispatch.EmailEncrypted}},
		"portal, other mailbox": {portal, []dispatch.Route{portal, otherMail}, []dispatch.ChannelKind{dispatch.Portal}},
	} {
		x := dispatch.Dispatch{
			Created: time.Unix(0, 0), Channel: c.failed.Channel, Route: c.failed, Recipient: dispatch.Recipient{Routes: c.routes},
			Case: dispatch.Case{
				RecipientClass: dispatch.ExternalPartner, DocKind: dispatch.Referral, Payload: dispatch.DocumentPayload,
				Authorised: dispatch.True, PortalAvailable: dispatch.True,
			},
		}
		next := desk.NextChannel(x)
		if next == "" {
			t.Errorf("%s: nothing is next", name)
		}
		for _, not := range c.not {
			if next == not {
				t.Errorf("%s: %s is next", name, next)
			}
		}
	}
}
