package desk_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
	"github.com/souspli/souspli/store"
)

// rig is a desk over a real store, with a clinic that can send by all three channels.
type rig struct {
	*desk.Desk
	t        *testing.T
	store    *store.Store
	dir      string // of the store
	clock    *dispatchtest.Clock
	woken    int
	words    string // that are drawn; empty: always the same
	file     inspect.Report
	channel  dispatch.Channel       // of every dispatch
	tested   []string               // addresses to which a gateway was tested
	capable  *dispatch.Capabilities // of the portal
	listed   []dispatch.Listed      // in the directory of every LDAP account
	finder   *finder
	reports  []dispatch.DeliveryReport // in every message
	mailbox  func(since dispatch.MailboxMark, take func(io.Reader) error) (dispatch.MailboxMark, error)
	test     error // what testing an account answers
	unread   bool  // and whether it could not read the mailbox's rules
	signedIn func()
	covered  dispatch.Parcel // whose cover page was asked for
	signIn   func(dispatch.Account, func(desk.SignInPage) error) (dispatch.Account, []byte, error)
}

// addresses takes what it is given; a number of Ottawa lies outside Québec.
type addresses struct{}

func (addresses) Email(text string) (string, error) { return text, nil }

func (addresses) Fax(text string) (string, bool, error) {
	return text, strings.HasPrefix(text, "+1613"), nil
}

// keyring reads lines of a fingerprint and addresses. A line that begins with "bad" cannot encrypt, and
// one that ends in "revoked" was revoked.
type keyring struct{}

func (keyring) Parse(data []byte, _ time.Time) ([]dispatch.Key, error) {
	var keys []dispatch.Key
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), "revoked"))
		kind := dispatch.OpenPGPKey
		if strings.HasSuffix(words[0], "509") {
			kind = dispatch.SMIMEKey
		}
		keys = append(keys, dispatch.Key{Kind: kind, Fingerprint: words[0], Addresses: words[1:], Certificate: []byte(strings.TrimSpace(line))})
	}
	return keys, nil
}

func (keyring) Generate(_, address string, at time.Time) (dispatch.Key, []byte, error) {
	return dispatch.Key{
		Fingerprint: "own" + at.Format("2006"), Addresses: []string{address}, Expires: at.AddDate(2, 0, 0),
	}, []byte("secret " + at.Format("2006")), nil
}

func (keyring) Check(certificate []byte, _ string, _ time.Time) error {
	switch {
	case strings.HasSuffix(string(certificate), "revoked"):
		return &dispatch.Error{Kind: dispatch.KindCredentials, Code: "key_revoked"}
	case strings.HasPrefix(string(certificate), "bad"):
		return errors.New("unusable")
	}
	return nil
}

// Merge takes the later line, unless the earlier was revoked.
func (k keyring) Merge(known, update []byte, at time.Time) (dispatch.Key, error) {
	line := update
	if strings.HasSuffix(string(known), "revoked") || !strings.HasPrefix(string(update), strings.Fields(string(known))[0]) {
		line = known
	}
	keys, err := k.Parse(line, at)
	return keys[0], err
}

func (keyring) Extend(secret []byte, _, address string, at time.Time) (dispatch.Key, []byte, error) {
	return dispatch.Key{
		Fingerprint: "own" + strings.TrimPrefix(string(secret), "secret "), Addresses: []string{address}, Expires: at.AddDate(2, 0, 0),
	}, secret, nil
}

func (keyring) Revocation(secret []byte, _ time.Time) ([]byte, error) {
	return []byte("revokes " + string(secret)), nil
}

func (keyring) Armor(certificate []byte) ([]byte, error) { return certificate, nil }

func newRig(t *testing.T) *rig {
	t.Helper()
	clock := dispatchtest.NewClock(dispatchtest.Epoch())
	kept, dir := openHome(t, clock)
	r := &rig{t: t, store: kept, dir: dir, clock: clock, finder: &finder{}}
	r.Desk = desk.New(desk.Config{
		Store: kept, Addresses: addresses{}, Keyring: keyring{}, NewPassphrase: func(string) string { return cmp.Or(r.words, "badu-kofi") },
		Documents: reader{}, KeyFinder: r.finder, PrintRevocation: printed, PrintOpeningCard: printedCard,
		Registers:     registerWords{},
		ReadDirectory: directory.ReadFile, WriteDirectory: directory.WriteFile, NoteSigner: vault().NoteSigner("souspli/test"),
		LogKey: vault().NoteKey("souspli/test"), PatientToken: vault().Token,
		SearchDirectory: func(context.Context, dispatch.Account, []byte) ([]dispatch.Listed, error) {
			return slices.Clone(r.listed), nil
		},
		CheckAccount: func(context.Context, dispatch.Account, []byte) error { return nil },
		Test:         func(context.Context, dispatch.Account, []byte) (bool, error) { return !r.unread, r.test },
		ReadReports:  func(io.Reader) ([]dispatch.DeliveryReport, error) { return r.reports, nil },
		FetchReports: func(_ context.Context, _ dispatch.Account, _ []byte, since dispatch.MailboxMark, take func(io.Reader) error) (dispatch.MailboxMark, error) {
			return r.mailbox(since, take)
		},
		Channel: func(context.Context, dispatch.Dispatch) (dispatch.Channel, error) { return r.channel, nil },
		TestGateway: func(_ context.Context, _ dispatch.Account, _ []byte, to string) error {
			r.tested = append(r.tested, to)
			return nil
		},
		OpenPKCS12: func(file []byte, _ string, at time.Time) (dispatch.Key, []byte, error) {
			keys, err := keyring{}.Parse(file, at)
			keys[0].Created, keys[0].Expires = at, at.AddDate(1, 0, 0)
			return keys[0], []byte("secret"), err
		},
		Capabilities: func(context.Context, dispatch.Account) (*dispatch.Capabilities, error) { return r.capable, nil },
		AccountKeys:  ownKeys{},
		SignIn: func(_ context.Context, a dispatch.Account, show func(desk.SignInPage) error) (dispatch.Account, []byte, error) {
			return r.signIn(a, show)
		},
		SignedIn: func(dispatch.ID) {
			if r.signedIn != nil {
				r.signedIn()
			}
		},
		Cover: func(_ context.Context, p dispatch.Parcel) (facsimile.Preview, error) {
			r.covered = p
			return facsimile.Preview{}, nil
		},
		Random: rand.Reader, Now: clock.Now, Actor: "clerk", Wake: func() { r.woken++ },
	})
	must(t, r.SaveSender(t.Context(), dispatch.Sender{Organisation: "Clinique", Phone: "+15145550100", Role: dispatch.Clerk}))
	for _, a := range []dispatch.Account{
		{Name: "mail", Channel: dispatch.EmailEncrypted, Provider: "smtp", From: "a@cisss.ssss.gouv.qc.ca"},
		{Name: "fax", Channel: dispatch.CloudFax, Provider: "hylafax"},
		{Name: "portal", Channel: dispatch.Portal, Provider: "webdav"},
	} {
		_, err := r.AddAccount(t.Context(), a, []byte("pw"), false)
		must(t, err)
	}
	r.file = r.counted("letter.pdf", dispatchtest.SamplePDF(t, 1, "letter"))
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// recipient stores somebody of the class with the routes given: a pharmacy, or a person.
func (r *rig) recipient(class dispatch.Class, routes ...dispatch.Route) dispatch.Recipient {
	r.t.Helper()
	name := "Pharmacie Beaubien"
	if class == dispatch.Patient || class == dispatch.Caregiver {
		name = "Lise Gagnon"
	}
	saved, err := r.SaveRecipient(r.t.Context(), dispatch.Recipient{Name: name, Class: class, Routes: routes})
	must(r.t, err)
	return saved
}

var (
	verified  = &dispatch.Verification{By: "clerk", How: desk.TypedTwice, At: dispatchtest.Epoch().AddDate(0, -1, 0)}
	faxRoute  = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550142", Verification: verified}
	newFax    = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550142"}
	ottawaFax = dispatch.Route{Channel: dispatch.CloudFax, Address: "+16135550142", Verification: verified}
	mailRoute = dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "x@clinic.example"}
)

func TestNeeds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		routes []dispatch.Route
		key    string // imported before
		change func(*desk.Draft)
		want   []desk.Need // of the draft, then of the chosen channel
	}{
		{"ready", []dispatch.Route{faxRoute}, "", nil, nil},
		{"no document", []dispatch.Route{faxRoute}, "", func(d *desk.Draft) { d.Documents = nil }, []desk.Need{desk.NeedDocument}},
		{"no recipient", nil, "", func(d *desk.Draft) { d.Recipient = dispatch.Recipient{} }, []desk.Need{desk.NeedRecipient}},
		{"no kind", nil, "", func(d *desk.Draft) { d.Kind = "" }, []desk.Need{desk.NeedKind}},
		{"a blank is no authorisation", []dispatch.Route{faxRoute}, "", func(d *desk.Draft) { d.Authorisation = " " }, []desk.Need{desk.NeedAuthorisation}},
		{"not confirmed", []dispatch.Route{faxRoute}, "", func(d *desk.Draft) { d.Authorisation = "" }, []desk.Need{desk.NeedAuthorisation}},
		{"no number", nil, "", nil, []desk.Need{desk.NeedRoute}},
		{"number never verified", []dispatch.Route{newFax}, "", nil, []desk.Need{desk.NeedVerification}},
		{"prescription unsigned", []dispatch.Route{faxRoute}, "", func(d *desk.Draft) { d.Kind = dispatch.Prescription }, []desk.Need{desk.NeedSignature}},
		{
			"prescription signed on a screen",
			[]dispatch.Route{faxRoute},
			"",
			func(d *desk.Draft) { d.Kind, d.Signature = dispatch.Prescription, dispatch.SignedElectronically },
			[]desk.Need{desk.NeedHandSignature},
		},
		{
			"portal to a partner without a reason",
			[]dispatch.Route{{Channel: dispatch.Portal, Address: "x"}},
			"",
			func(d *desk.Draft) { d.Channel = dispatch.Portal },
			[]desk.Need{desk.NeedReason},
		},
		{
			"e-mail without a key is a locked PDF",
			[]dispatch.Route{mailRoute},
			"",
			func(d *desk.Draft) { d.Channel = dispatch.EmailEncrypted }, nil,
		},
		{
			"e-mail to a key that nobody has verified",
			[]dispatch.Route{mailRoute},
			"good x@clinic.example",
			func(d *desk.Draft) { d.Channel = dispatch.EmailEncrypted },
			[]desk.Need{desk.NeedKeyVerification},
		},
		{
			"a revoked key never falls back",
			[]dispatch.Route{mailRoute},
			"aaaa x@clinic.example revoked",
			func(d *desk.Draft) { d.Channel = dispatch.EmailEncrypted },
			[]desk.Need{desk.NeedKey},
		},
		{
			"a locked PDF despite a revoked key is a person's choice",
			[]dispatch.Route{mailRoute},
			"aaaa x@clinic.example revoked",
			func(d *desk.Draft) { d.Channel, d.Form = dispatch.EmailEncrypted, dispatch.LockedPDF }, nil,
		},
		{
			"a key that cannot encrypt never falls back",
			[]dispatch.Route{mailRoute},
			"bad x@clinic.example",
			func(d *desk.Draft) { d.Channel = dispatch.EmailEncrypted },
			[]desk.Need{desk.NeedKey},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if c.key != "" {
				_, err := r.ImportKey(t.Context(), []byte(c.key))
				must(t, err)
			}
			draft := r.draft(r.recipient(dispatch.ExternalPartner, c.routes...))
			if c.change != nil {
				c.change(&draft)
			}
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			option, _ := s.Option()
			if got := slices.Concat(s.Needs, option.Needs); !slices.Equal(got, c.want) {
				t.Errorf("needs %q, want %q", got, c.want)
			}
			if s.Ready() != (len(c.want) == 0) {
				t.Errorf("ready: %v", s.Ready())
			}
		})
	}
}

func (r *rig) draft(to dispatch.Recipient) desk.Draft {
	return desk.Draft{Recipient: to, Documents: []inspect.Report{r.file}, Kind: dispatch.Referral, Authorisation: "consent 1"}
}

func TestFaxOutsideQuebecChangesTheCase(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, err := r.Suggest(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, ottawaFax)))
	must(t, err)
	if s.Case.RecipientClass != dispatch.OutsideQuebecPartner || !slices.Contains(s.Answer.Warnings, "OUTSIDE_QUEBEC") {
		t.Errorf("%s %q", s.Case.RecipientClass, s.Answer.Warnings)
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	if sent.State != dispatch.Held || sent.Channel != dispatch.CloudFax || sent.PolicyVersion == "" || len(sent.Rules) == 0 {
		t.Errorf("%+v", sent)
	}
	if wait := sent.NextAt.Sub(sent.Created); wait != desk.DefaultHold {
		t.Errorf("undo window %v", wait)
	}
	if r.woken != 1 {
		t.Errorf("the outbox was woken %d times", r.woken)
	}
	events, err := r.Events(t.Context(), sent.ID)
	must(t, err)
	if len(events) != 1 || events[0].Details["rules"] == "" || events[0].Details["sha256"] != r.file.SHA256 {
		t.Errorf("%+v", events)
	}
}

func TestSendRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		class  dispatch.Class
		route  dispatch.Route
		change func(*testing.T, *desk.Draft)
		kind   dispatch.Kind
		code   string
	}{
		{"not authorised", dispatch.ExternalPartner, faxRoute, func(_ *testing.T, d *desk.Draft) { d.Refused = true }, dispatch.KindRefused, "not_authorised"},
		{"a channel never used", dispatch.ExternalPartner, faxRoute, func(_ *testing.T, d *desk.Draft) { d.Channel = dispatch.SMS }, dispatch.KindRefused, "channel_forbidden"},
		{"a channel not offered", dispatch.ExternalPartner, faxRoute, func(_ *testing.T, d *desk.Draft) { d.Channel = dispatch.Archives }, dispatch.KindRefused, "channel_not_offered"},
		{"a channel that a person carries", dispatch.ExternalPartner, faxRoute, func(_ *testing.T, d *desk.Draft) { d.Channel = dispatch.TraditionalFax }, dispatch.KindRefused, "channel_by_hand"},
		{"a subject around a locked PDF", dispatch.ExternalPartner, mailRoute, func(_ *testing.T, d *desk.Draft) {
			d.Channel, d.Subject = dispatch.EmailEncrypted, "Mme Gagnon"
		}, dispatch.KindRefused, "message_not_carried"},
		{"a line smuggled into the subject", dispatch.ExternalPartner, faxRoute, func(_ *testing.T, d *desk.Draft) { d.Subject = "x\r\nBcc: y" }, dispatch.KindInvalid, "control_character"},
		{"a file changed since it was read", dispatch.ExternalPartner, faxRoute, func(t *testing.T, d *desk.Draft) {
			must(t, os.WriteFile(d.Documents[0].Path, dispatchtest.SamplePDF(t, 2, "other"), 0o600))
		}, dispatch.KindInvalid, "file_changed"},
		{"a file gone since it was read", dispatch.ExternalPartner, faxRoute, func(t *testing.T, d *desk.Draft) {
			must(t, os.Remove(d.Documents[0].Path))
		}, dispatch.KindInvalid, "file_unreadable"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			draft := r.draft(r.recipient(c.class, c.route))
			c.change(t, &draft)
			_, err := r.Send(t.Context(), draft)
			if dispatch.KindOf(err) != c.kind || dispatch.CodeOf(err) != c.code {
				t.Errorf("%v", err)
			}
			page, err := r.Search(t.Context(), dispatch.Filter{})
			must(t, err)
			if len(page.Dispatches) > 0 || r.woken > 0 {
				t.Error("something was stored")
			}
		})
	}
}

// TestRecipientChangedSinceChosen stops a dispatch to a number that was corrected in the meantime.
func TestRecipientChangedSinceChosen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
	corrected := draft.Recipient
	corrected.Routes = []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+15145550149"}}
	_, err := r.SaveRecipient(t.Context(), corrected)
	must(t, err)
	if _, err := r.Send(t.Context(), draft); dispatch.CodeOf(err) != "recipient_changed" {
		t.Fatalf("%v", err)
	}
	draft.Recipient, err = r.VerifyRoute(t.Context(), corrected.ID, dispatch.CloudFax, "called them")
	must(t, err)
	sent, err := r.Send(t.Context(), draft)
	must(t, err)
	if sent.Route.Address != "+15145550149" {
		t.Error("sent to the old number")
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	must(t, r.Cancel(t.Context(), sent.ID))
	if err := r.Cancel(t.Context(), sent.ID); dispatch.CodeOf(err) != "too_late" {
		t.Errorf("%v", err)
	}
}

func TestChangedAddressLosesItsVerification(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	saved := r.recipient(dispatch.ExternalPartner, faxRoute)
	saved.Routes[0].Address = "+15145550143"
	elsewhere := *verified
	elsewhere.At = verified.At.In(time.FixedZone("", -5*3600)) // the same moment, as another program would write it
	saved.Routes[0].Verification = &elsewhere
	saved, err := r.SaveRecipient(t.Context(), saved)
	must(t, err)
	if saved.Routes[0].Verification != nil {
		t.Error("a new number counts as verified")
	}
}
