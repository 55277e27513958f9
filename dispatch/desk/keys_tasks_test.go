package desk_test

import (
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// A certificate is a person's to settle once it changed, or once something waits for it.
func TestKeyTasks(t *testing.T) {
	t.Parallel()
	const first, second = "aaaa x@clinic.example", "bbbb x@clinic.example"
	for _, c := range []struct {
		name    string
		keys    []string
		sent    bool   // something waits, sealed for the first
		blocked string // afterwards
		after   string // imported afterwards
		want    []string
		waiting int
	}{
		{name: "no key"},
		{name: "a verified key", keys: []string{first}},
		{name: "a verified key in use", keys: []string{first}, sent: true},
		{name: "blocked, and nothing waits", keys: []string{first}, blocked: "aaaa"},
		{name: "blocked while something waits", keys: []string{first}, sent: true, blocked: "aaaa", want: []string{"aaaa"}, waiting: 1},
		{name: "changed, and nothing waits", keys: []string{first}, after: second, want: []string{"bbbb"}},
		{name: "changed while something waits", keys: []string{first}, sent: true, after: second, want: []string{"bbbb"}, waiting: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.signing()
			r.keys(c.keys, fingerprintsOf(c.keys), "")
			draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
			draft.Channel = dispatch.EmailEncrypted
			if c.sent {
				_, err := r.Send(t.Context(), draft)
				must(t, err)
			}
			if c.after != "" {
				r.keys([]string{c.after}, nil, "")
			}
			r.keys(nil, nil, c.blocked)
			tasks, err := r.KeyTasks(t.Context())
			must(t, err)
			var got []string
			for _, task := range tasks {
				got = append(got, task.Key.Fingerprint)
				if task.Recipient.ID != draft.Recipient.ID || task.Waiting != c.waiting {
					t.Errorf("%d wait for %s of %q", task.Waiting, task.Key.Fingerprint, task.Recipient.Name)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func fingerprintsOf(keys []string) []string {
	var all []string
	for _, key := range keys {
		all = append(all, key[:4])
	}
	return all
}

// Every form is told with what it needs and why one is taken; what is open can be chosen as it is, or after
// one call.
func TestFormChoices(t *testing.T) {
	t.Parallel()
	const openpgp = "aaaa x@clinic.example"
	passphrase := []dispatch.Form{dispatch.LockedPDF, dispatch.OpenPGPPassphrase}
	for _, c := range []struct {
		name     string
		prepare  func(*rig)
		keys     []string
		verified []string
		blocked  string
		chosen   dispatch.Form
		why      desk.FormWhy
		open     []dispatch.Form
	}{
		{name: "nothing is known", prepare: (*rig).signing, why: desk.FormAnybody, open: passphrase},
		{name: "a key that nobody verified", prepare: (*rig).signing, keys: []string{openpgp}, why: desk.FormKnown, open: append([]dispatch.Form{dispatch.OpenPGP, dispatch.OpenPGPAttachment}, passphrase...)},
		{name: "a verified key", prepare: (*rig).signing, keys: []string{openpgp}, verified: []string{"aaaa"}, why: desk.FormVerified, open: append([]dispatch.Form{dispatch.OpenPGP, dispatch.OpenPGPAttachment}, passphrase...)},
		{name: "a blocked key", prepare: (*rig).signing, keys: []string{openpgp}, blocked: "aaaa", why: desk.FormKnown, open: passphrase},
		{name: "a gateway", prepare: (*rig).everything, why: desk.FormDeclared, open: append([]dispatch.Form{dispatch.Gateway}, passphrase...)},
		{name: "a person's choice", prepare: (*rig).everything, chosen: dispatch.LockedPDF, why: desk.FormChosen, open: append([]dispatch.Form{dispatch.Gateway}, passphrase...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.prepare(r)
			r.keys(c.keys, c.verified, c.blocked)
			draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))
			draft.Channel, draft.Form = dispatch.EmailEncrypted, c.chosen
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			option, _ := s.Option()
			var open, told []dispatch.Form
			for _, choice := range option.Forms {
				if told = append(told, choice.Form); choice.Open() {
					open = append(open, choice.Form)
				}
			}
			if option.FormWhy != c.why || !slices.Equal(open, c.open) || !slices.Equal(told, dispatch.Forms()) {
				t.Errorf("%s because %s; open %q of %q", option.Form, option.FormWhy, open, told)
			}
			if choice, ok := option.Choice(); !ok || !slices.Equal(choice.Needs, option.Needs) {
				t.Errorf("the choice needs %q, the option %q", choice.Needs, option.Needs)
			}
		})
	}
}
