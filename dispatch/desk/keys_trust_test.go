package desk_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// finder tells, by source, what each place publishes; a place with a code does not answer.
type finder struct {
	publishes map[string]string
	fails     map[string]string

	meanwhile func() // done before the next answer

	mu    sync.Mutex
	asked []string
}

func (f *finder) Sources(context.Context) ([]string, error) {
	return []string{dispatch.KeyFromWKD}, nil
}

func (f *finder) Find(_ context.Context, source, address string) ([]byte, [][]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, source+" "+address)
	if do := f.meanwhile; do != nil {
		f.meanwhile = nil
		do()
	}
	if code := f.fails[source]; code != "" {
		return nil, nil, &dispatch.Error{Kind: dispatch.KindUnreachable, Code: code}
	}
	return []byte(f.publishes[source]), nil, nil
}

func (f *finder) ByFingerprint(_ context.Context, fingerprint string) ([]byte, error) {
	f.asked = append(f.asked, "fingerprint "+fingerprint)
	return []byte(f.publishes[fingerprint]), nil
}

func (r *rig) imported(lines string) []dispatch.Key {
	r.t.Helper()
	keys, err := r.ImportKey(r.t.Context(), []byte(lines))
	must(r.t, err)
	return keys
}

func (r *rig) key(fingerprint string) dispatch.Key {
	r.t.Helper()
	keys, err := r.Keys(r.t.Context())
	must(r.t, err)
	i := slices.IndexFunc(keys, func(k dispatch.Key) bool { return k.Fingerprint == fingerprint })
	if i < 0 {
		r.t.Fatalf("%s is not known", fingerprint)
	}
	return keys[i]
}

// TestWhyAKeyIsBlocked tells each reason by the code of a sentence.
func TestWhyAKeyIsBlocked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(r *rig)
		want string // of aaaa
	}{
		{"usable", func(*rig) {}, ""},
		{"revoked", func(r *rig) { r.imported("aaaa x@clinic.example revoked") }, dispatch.KeyRevoked},
		{"changed", func(r *rig) {
			r.imported("bbbb y@clinic.example")
			r.imported("aaaa x@clinic.example y@clinic.example")
		}, dispatch.KeyChanged},
		{"superseded", func(r *rig) { r.imported("bbbb x@clinic.example"); r.verified("bbbb") }, dispatch.KeySuperseded},
		{"by a person", func(r *rig) { r.blocked("aaaa") }, dispatch.KeyRefused},
		{"by a person, and verified since", func(r *rig) { r.blocked("aaaa"); r.verified("aaaa") }, ""},
		{"by a person, and imported again", func(r *rig) { r.blocked("aaaa"); r.imported("aaaa x@clinic.example") }, dispatch.KeyRefused},
		{"superseded, and imported again", func(r *rig) {
			r.imported("bbbb x@clinic.example")
			r.verified("bbbb")
			r.imported("aaaa x@clinic.example")
		}, dispatch.KeySuperseded},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.imported("aaaa x@clinic.example")
			c.do(r)
			key := r.key("aaaa")
			if key.Problem != c.want || (key.Standing() == dispatch.KeyBlocked) != (c.want != "") {
				t.Errorf("%s for %q, want %q", key.Standing(), key.Problem, c.want)
			}
		})
	}
}

func (r *rig) verified(fingerprint string) {
	r.t.Helper()
	_, err := r.VerifyKey(r.t.Context(), fingerprint, "in person")
	must(r.t, err)
}

func (r *rig) blocked(fingerprint string) {
	r.t.Helper()
	_, err := r.BlockKey(r.t.Context(), fingerprint)
	must(r.t, err)
}

// TestAChangeIsSettledByAPerson stops an address until one of its keys is verified, or the new one blocked.
func TestAChangeIsSettledByAPerson(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settle func(*rig)
		used   string
	}{
		"not yet":           {func(*rig) {}, ""},
		"the new verified":  {func(r *rig) { r.verified("bbbb") }, "bbbb"},
		"the old verified":  {func(r *rig) { r.verified("aaaa") }, "aaaa"},
		"the new blocked":   {func(r *rig) { r.blocked("bbbb") }, "aaaa"},
		"the old blocked":   {func(r *rig) { r.blocked("aaaa") }, ""},
		"the old again":     {func(r *rig) { r.imported("aaaa x@clinic.example") }, ""},
		"the new once more": {func(r *rig) { r.blocked("bbbb"); r.imported("bbbb x@clinic.example") }, "aaaa"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.imported("aaaa x@clinic.example")
			r.imported("bbbb x@clinic.example")
			c.settle(r)
			key, err := r.RecipientKey(t.Context(), r.recipient(dispatch.ExternalPartner, mailRoute))
			must(t, err)
			if got := fingerprintOf(key); got != c.used {
				t.Errorf("encrypts to %q, want %q", got, c.used)
			}
		})
	}
}

func fingerprintOf(key *dispatch.Key) string {
	if key == nil {
		return ""
	}
	return key.Fingerprint
}

func TestVerifyByTelephone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported("aaaa x@clinic.example")
	if _, err := r.KeyCall(t.Context(), "AAAA"); dispatch.CodeOf(err) != "key_no_phone" {
		t.Errorf("without a recipient: %v", err)
	}
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	if _, err := r.VerifyKeyByPhone(t.Context(), "AAAA"); dispatch.CodeOf(err) != "key_no_phone" {
		t.Errorf("without a number: %v", err)
	}
	to.Phone = "+15145550177"
	_, err := r.SaveRecipient(t.Context(), to)
	must(t, err)
	call, err := r.KeyCall(t.Context(), "aa aa")
	if err != nil || call.Recipient.Phone != to.Phone || call.Key.Fingerprint != "aaaa" {
		t.Errorf("%+v, %v", call, err)
	}
	key, err := r.VerifyKeyByPhone(t.Context(), "aaaa")
	must(t, err)
	if v := key.Verification; key.State != dispatch.KeyVerified || v.By != "clerk" || v.How != desk.ByTelephone+to.Phone || !v.At.Equal(r.clock.Now()) {
		t.Errorf("%+v by %+v", key, v)
	}
	r.imported("aaaa x@clinic.example revoked")
	if _, err := r.VerifyKeyByPhone(t.Context(), "aaaa"); dispatch.CodeOf(err) != dispatch.KeyRevoked {
		t.Errorf("a revoked key: %v", err)
	}
}

func TestBindKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported("aaaa office@clinic.example")
	r.imported("cccc z@clinic.example")
	for name, c := range map[string]struct{ fingerprint, address, reason, code string }{
		"without a reason": {"aaaa", "x@clinic.example", " ", "required"},
		"unknown":          {"dddd", "x@clinic.example", "one key", "key_not_found"},
		"taken":            {"aaaa", "z@clinic.example", "one key", "key_address_taken"},
		"a control sign":   {"aaaa", "x@clinic.example", "one\x00key", "control_character"},
	} {
		if _, err := r.BindKey(t.Context(), c.fingerprint, c.address, c.reason); dispatch.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	key, err := r.BindKey(t.Context(), "aaaa", "x@clinic.example", "one key for the office")
	if err != nil || len(key.Bindings) != 1 || key.Bindings[0].By != "clerk" {
		t.Fatalf("%+v, %v", key, err)
	}
	used, err := r.RecipientKey(t.Context(), r.recipient(dispatch.ExternalPartner, mailRoute))
	if err != nil || fingerprintOf(used) != "aaaa" || used.UserIDFor("x@clinic.example") != "office@clinic.example" {
		t.Errorf("%+v, %v", used, err)
	}
	r.imported("aaaa office@clinic.example more@clinic.example")
	if got := r.key("aaaa"); len(got.Bindings) != 1 || len(got.Addresses) != 2 {
		t.Errorf("another copy changed the binding: %+v", got)
	}
	if changed := r.imported("bbbb x@clinic.example"); changed[0].Blocked != dispatch.KeyChanged {
		t.Errorf("a key of one's own after the organisation's is %q", changed[0].Blocked)
	}
}

func TestFindKeys(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported("aaaa x@clinic.example")
	r.finder.publishes = map[string]string{
		dispatch.KeyFromWKD: "aaaa x@clinic.example\nbbbb x@clinic.example\ncccc other@clinic.example",
	}
	search, err := r.FindKeys(t.Context(), "x@clinic.example", false)
	if err != nil || len(search.Found) != 2 || !slices.Equal(search.Asked, []string{dispatch.KeyFromWKD}) {
		t.Fatalf("%+v, %v", search, err)
	}
	if keys, err := r.Keys(t.Context()); err != nil || len(keys) != 2 {
		t.Errorf("a search kept something: %d keys, %v", len(keys), err)
	}
	imported, err := r.ImportFound(t.Context(), search.Found)
	if err != nil || imported[1].Source != dispatch.KeyFromWKD || imported[1].Problem != dispatch.KeyChanged {
		t.Errorf("%+v, %v", imported, err)
	}
}

// TestAPlaceThatFails hides nothing of the others, and a key that does not work is shown with its reason.
func TestAPlaceThatFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.finder.publishes = map[string]string{dispatch.KeyFromKeyserver: "bad1 x@clinic.example"}
	r.finder.fails = map[string]string{dispatch.KeyFromWKD: "key_source_stalled"}
	search, err := r.FindKeys(t.Context(), "x@clinic.example", true)
	if err != nil || len(search.Failed) != 1 || search.Failed[0].Code != "key_source_stalled" ||
		len(search.Found) != 1 || search.Found[0].Problem == "" || search.Found[0].Source != dispatch.KeyFromKeyserver {
		t.Errorf("%+v, %v", search, err)
	}
	if !slices.Contains(r.finder.asked, dispatch.KeyFromKeyserver+" x@clinic.example") {
		t.Errorf("with consent it asked %v", r.finder.asked)
	}
}

func TestRefreshKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, told, byFingerprint string
		fails                     bool
		news                      desk.KeyNews
		problem                   string
	}{
		{name: "nothing", news: desk.KeyUnchanged},
		{name: "the same", told: "aaaa x@clinic.example", news: desk.KeyUnchanged},
		{name: "another address", told: "aaaa x@clinic.example more@clinic.example", news: desk.KeyUpdated},
		{name: "revoked", told: "aaaa x@clinic.example revoked", news: desk.KeyRevokedBy, problem: dispatch.KeyRevoked},
		{name: "revoked, told at the key server", byFingerprint: "aaaa x@clinic.example revoked", news: desk.KeyRevokedBy, problem: dispatch.KeyRevoked},
		{name: "another key", told: "bbbb x@clinic.example", news: desk.KeyReplaced},
		{name: "another key that does not work", told: "bad1 x@clinic.example", news: desk.KeyUnchanged},
		{name: "no answer", fails: true, news: desk.KeyUnasked},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.recipient(dispatch.ExternalPartner, mailRoute)
			r.imported("aaaa x@clinic.example")
			r.verified("aaaa")
			r.finder.publishes = map[string]string{dispatch.KeyFromWKD: c.told, "aaaa": c.byFingerprint}
			if c.fails {
				r.finder.fails = map[string]string{dispatch.KeyFromWKD: "key_source_stalled"}
			}
			refreshed, err := r.RefreshKeys(t.Context(), []string{"AAAA"}, c.byFingerprint != "")
			if err != nil || len(refreshed) != 1 || refreshed[0].News != c.news || len(refreshed[0].Failed) > 0 != c.fails {
				t.Fatalf("%+v, %v", refreshed, err)
			}
			key := r.key("aaaa")
			if key.Problem != c.problem || key.Verification == nil || key.Refreshed.IsZero() != c.fails {
				t.Errorf("%+v", key)
			}
			used, err := r.RecipientKey(t.Context(), r.recipient(dispatch.ExternalPartner, mailRoute))
			must(t, err)
			if stops := c.news == desk.KeyReplaced || c.news == desk.KeyRevokedBy; (used == nil) != stops {
				t.Errorf("encrypts to %q", fingerprintOf(used))
			}
		})
	}
}

func TestKeysAreRefreshedWeekly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.recipient(dispatch.ExternalPartner, mailRoute)
	r.imported("aaaa x@clinic.example")
	for _, step := range []struct {
		after time.Duration
		asked int
	}{{0, 1}, {6 * 24 * time.Hour, 1}, {25 * time.Hour, 2}} {
		r.clock.Advance(step.after)
		if _, err := r.RefreshDueKeys(t.Context()); err != nil || len(r.finder.asked) != step.asked {
			t.Errorf("after %v: asked %d times, %v", step.after, len(r.finder.asked), err)
		}
	}
}

func TestOwnKeyBeforeTheFirstDispatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	standing, err := r.OwnKeyStanding(t.Context())
	if err != nil || standing.Key == nil || standing.Renew || standing.Expired {
		t.Fatalf("%+v, %v", standing, err)
	}
	r.clock.Advance(2*365*24*time.Hour - desk.RenewalNotice - 24*time.Hour)
	if standing, err = r.OwnKeyStanding(t.Context()); err != nil || standing.Renew {
		t.Errorf("a task too early: %+v, %v", standing, err)
	}
	r.clock.Advance(3 * 24 * time.Hour)
	if standing, err = r.OwnKeyStanding(t.Context()); err != nil || !standing.Renew || standing.Expired {
		t.Errorf("no task: %+v, %v", standing, err)
	}
}

func TestOwnKeyIsExtendedOrReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, err := r.OwnKey(t.Context())
	must(t, err)
	r.clock.Advance(700 * 24 * time.Hour)
	longer, err := r.RenewOwnKey(t.Context(), false)
	if err != nil || longer.Fingerprint != first.Fingerprint || !longer.Expires.After(first.Expires) {
		t.Errorf("%+v, %v", longer, err)
	}
	fresh, err := r.RenewOwnKey(t.Context(), true)
	if err != nil || fresh.Fingerprint == longer.Fingerprint {
		t.Errorf("%+v, %v", fresh, err)
	}
}

func TestWhatRevokesOurKeyIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	own, err := r.OwnKey(t.Context())
	must(t, err)
	revocation, err := r.OwnRevocation(t.Context())
	if err != nil || revocation.Key.Fingerprint != own.Fingerprint || !strings.HasPrefix(string(revocation.Certificate), "revokes") {
		t.Errorf("%+v, %v", revocation, err)
	}
	var page bytes.Buffer
	if err := r.PrintRevocation(t.Context(), &page, "fr"); err != nil || page.String() != "fr "+own.Fingerprint {
		t.Errorf("%q, %v", page.String(), err)
	}
	if text, err := r.ArmoredKey(t.Context(), own.Fingerprint); err != nil || len(text) != len(own.Certificate) {
		t.Errorf("%q, %v", text, err)
	}
}

func printed(w io.Writer, r desk.Revocation, language string) error {
	_, err := io.WriteString(w, language+" "+r.Key.Fingerprint)
	return err
}
