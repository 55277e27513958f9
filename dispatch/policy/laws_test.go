package policy

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// The laws are tried on every combination of facts there is, not on a sample. What a case has beyond its
// facts cannot reach the decision: TestEveryCaseIsItsFacts.

const neverChannels = 1<<sms | 1<<social | 1<<emailPersonal | 1<<emailUniversity | 1<<autoForward

var (
	everyBool    = []bool{false, true}
	everyTruth   = []dispatch.Truth{dispatch.Unknown, dispatch.False, dispatch.True}
	everySystem  = []channel{none, emr, rsssSystem, psv}
	everyAccount = []dispatch.SenderAccount{
		dispatch.RSSSAccount, dispatch.ClinicDomain, dispatch.UniversityAccount, dispatch.PersonalAccount,
		dispatch.RedirectingAccount,
	}
	everyKind = []dispatch.DocumentKind{
		ordinary, dispatch.Prescription, dispatch.ExceptionDrugRequest, dispatch.FollowupNormal, dispatch.QuickMessage,
	}
)

// productSize is how many combinations of facts there are.
func productSize() int64 {
	size := len(dispatch.Classes()) * len(Domains()) * len(everyKind) * len(everySystem) * len(everyAccount)
	size *= len(everyTruth) * len(everyTruth)       // directory, authorised
	size *= 2 * 2 * 2 * 2 * 2 * 2                   // the booleans
	return int64(size) * int64(len(channelNames)+1) // preference
}

func TestLaws(t *testing.T) {
	t.Parallel()
	var tried atomic.Int64
	var occurred occurrences
	t.Run("every case", func(t *testing.T) {
		for _, class := range dispatch.Classes() {
			for _, domain := range Domains() {
				t.Run(fmt.Sprint(class, " at ", domain), func(t *testing.T) {
					t.Parallel()
					tried.Add(tryEvery(t, &occurred, facts{class: class, domain: domain}))
				})
			}
		}
	})
	if tried.Load() != productSize() {
		t.Errorf("tried %d cases, want %d", tried.Load(), productSize())
	}
	occurred.expectAll(t)
	t.Logf("%d cases", tried.Load())
}

// tryEvery tries the laws on every case of f's class and domain.
func tryEvery(t *testing.T, occurred *occurrences, f facts) (tried int64) {
	var seen seen
	defer func() { occurred.add(seen) }()
	for _, f.directory = range everyTruth {
		for _, f.authorised = range everyTruth {
			for _, f.kind = range everyKind {
				for _, f.system = range everySystem {
					for _, f.account = range everyAccount {
						tried += tryBooleans(t, &seen, f)
						if t.Failed() {
							return tried
						}
					}
				}
			}
		}
	}
	return tried
}

func tryBooleans(t *testing.T, seen *seen, f facts) (tried int64) {
	const booleans = 5
	for bits := range 1 << booleans {
		f.message = bits&1 != 0
		f.consent = bits&2 != 0
		f.portalAvailable = bits&4 != 0
		f.portalApproved = bits&8 != 0
		f.prescriber = bits&16 != 0
		tried += tryPreferences(t, seen, f)
	}
	return tried
}

// tryPreferences tries the laws with and without protection, for every preference, each beside its
// neighbours: the same case without preference, unprotected, and inside.
func tryPreferences(t *testing.T, seen *seen, f facts) (tried int64) {
	var indifferent [2]ruling
	for i, protected := range everyBool {
		f.protected, f.preference = protected, none
		indifferent[i] = decide(f)
	}
	for ch := range none + 1 {
		f.preference = ch
		f.protected = false
		open := decide(f)
		f.protected = true
		closed := decide(f)
		tryOne(t, &open, &indifferent[0])
		tryOne(t, &closed, &indifferent[1])
		lawRaisedProtection(t, &open, &closed)
		seen.note(&open)
		seen.note(&closed)
		tried += 2
	}
	return tried
}

func tryOne(t *testing.T, r, indifferent *ruling) {
	lawNever(t, r)
	lawNoPlainMailOutside(t, r)
	lawRefusedAllowsNothing(t, r)
	lawPreference(t, r, indifferent)
	lawMovedOutside(t, r)
	lawSomethingIsSaid(t, r)
	lawDisjoint(t, r)
	lawReasons(t, r)
	lawFirst(t, r)
	lawEncryption(t, r)
}

func (r *ruling) possibleSet() uint64 { return r.allowed.member | r.withReason.member }

// Law 1.
func lawNever(t *testing.T, r *ruling) {
	if r.possibleSet()&neverChannels != 0 {
		t.Errorf("a channel that is never used is possible: %+v", r.facts)
	}
}

// Law 2.
func lawNoPlainMailOutside(t *testing.T, r *ruling) {
	if r.protected && !r.inside() && r.possible(emailNetwork) {
		t.Errorf("plain e-mail to the outside: %+v", r.facts)
	}
}

// Law 3.
func lawRefusedAllowsNothing(t *testing.T, r *ruling) {
	if r.protected && r.authorised == dispatch.False && (r.possibleSet() != 0 || r.decision != dispatch.Block) {
		t.Errorf("something is possible without authorisation: %+v", r.facts)
	}
}

// Law 4, and that a preference makes nothing possible that was not.
func lawPreference(t *testing.T, r, indifferent *ruling) {
	if r.possibleSet() != indifferent.possibleSet() || r.forbidden.member != indifferent.forbidden.member {
		t.Errorf("a preference changes what is possible: %+v", r.facts)
	}
	if r.decision != indifferent.decision {
		t.Errorf("a preference changes the decision: %+v", r.facts)
	}
}

// Law 5, first half.
func lawRaisedProtection(t *testing.T, open, closed *ruling) {
	if closed.possible(emailNetwork) && !open.possible(emailNetwork) {
		t.Errorf("protection makes plain e-mail possible: %+v", closed.facts)
	}
}

// Law 5, second half.
func lawMovedOutside(t *testing.T, r *ruling) {
	if r.class == dispatch.Internal || !r.possible(emailNetwork) {
		return
	}
	inside := r.facts
	inside.class = dispatch.Internal
	if neighbour := decide(inside); !neighbour.possible(emailNetwork) {
		t.Errorf("moving outside makes plain e-mail possible: %+v", r.facts)
	}
}

// Law 6.
func lawSomethingIsSaid(t *testing.T, r *ruling) {
	stopped := r.decision != dispatch.Send && r.forbidden.length > 0
	if r.allowed.length == 0 && !stopped {
		t.Errorf("nothing is allowed and nothing said: %+v", r.facts)
	}
}

// Law 7.
func lawDisjoint(t *testing.T, r *ruling) {
	allowed, withReason, forbidden := r.allowed.member, r.withReason.member, r.forbidden.member
	if allowed&withReason|allowed&forbidden|withReason&forbidden != 0 {
		t.Errorf("a channel stands in two lists: %+v", r.facts)
	}
}

// Every forbidden channel has a code, and every code, warnings included, a rule that is cited.
func lawReasons(t *testing.T, r *ruling) {
	for _, ch := range r.forbidden.all() {
		if why := r.reasons[ch]; why == 0 || !r.rules.has(codes[why].rule) {
			t.Errorf("%s is forbidden without a rule: %+v", channelNames[ch], r.facts)
		}
	}
	for _, c := range r.warnings.all() {
		if !r.rules.has(codes[c].rule) {
			t.Errorf("%s has no rule: %+v", codes[c].name, r.facts)
		}
	}
}

// The suggestion is allowed. In a protected case it stands first.
func lawFirst(t *testing.T, r *ruling) {
	switch {
	case r.allowed.length == 0 && r.first != none,
		r.allowed.length > 0 && !r.allowed.has(r.first),
		r.protected && r.allowed.length > 0 && r.first != r.allowed.items[0]:
		t.Errorf("the suggestion is %d: %+v", r.first, r.facts)
	}
}

// A protected e-mail to the outside is encrypted beyond the network's own layer.
func lawEncryption(t *testing.T, r *ruling) {
	if r.protected && !r.inside() && r.possible(emailEncrypted) && r.encryption != dispatch.ExtraEncryption {
		t.Errorf("e-mail to the outside is %s: %+v", r.encryption, r.facts)
	}
}

// seen is what occurred in some cases, a bit for each code and each rule.
type seen struct{ reasons, warnings, rules uint64 }

func (s *seen) note(r *ruling) {
	s.warnings |= r.warnings.member
	s.rules |= r.rules.member
	for _, ch := range r.forbidden.all() {
		s.reasons |= 1 << r.reasons[ch]
	}
}

// occurrences gathers what occurred in all cases.
type occurrences struct {
	mutex sync.Mutex
	seen  seen
}

func (o *occurrences) add(s seen) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.seen.reasons |= s.reasons
	o.seen.warnings |= s.warnings
	o.seen.rules |= s.rules
}

// expectAll expects every code and every rule to occur somewhere, but for the safety net.
func (o *occurrences) expectAll(t *testing.T) {
	t.Helper()
	for c := code(1); c < codeCount; c++ {
		occurs := (o.seen.reasons|o.seen.warnings)>>c&1 == 1
		if occurs == (c == nothingAllowed) {
			t.Errorf("%s occurs: %v", codes[c].name, occurs)
		}
	}
	for id := r1; int(id) < len(ruleIDs); id++ {
		if o.seen.rules>>id&1 == 0 {
			t.Errorf("%s never decides", ruleIDs[id])
		}
	}
}
