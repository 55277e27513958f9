package dispatchtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// recorder is a reporter that only remembers.
type recorder struct {
	ctx      context.Context
	failures []string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failures runs one law against a rig and returns what it complains of.
func failures(t *testing.T, l law, rig Rig) []string {
	t.Helper()
	r := &recorder{ctx: t.Context()}
	var wg sync.WaitGroup
	wg.Go(func() { l.check(r, rig) })
	wg.Wait()
	return r.failures
}

// modelChannel is a lawful channel to a server in memory, and flaw says in which one way it is not.
type modelChannel struct {
	fault Fault
	flaw  string

	mu    sync.Mutex
	holds map[dispatch.ID]bool
	count int
}

func newModelRig(t *testing.T, fault Fault, flaw string) Rig {
	t.Helper()
	parcel := SampleParcel(t)
	parcel.Route = dispatch.Route{Channel: dispatch.Portal, Address: "ariane@partenaire.example"}
	m := &modelChannel{fault: fault, flaw: flaw, holds: map[dispatch.ID]bool{}}
	return Rig{
		Channel: m, Parcel: parcel, Private: append(SamplePrivate(), "ariane@partenaire.example"),
		Received: func() int { m.mu.Lock(); defer m.mu.Unlock(); return m.count },
		Strayed: func() int {
			if flaw == "follows redirects" {
				return 1
			}
			return 0
		},
	}
}

func (m *modelChannel) Kind() dispatch.ChannelKind { return dispatch.Portal }

func (m *modelChannel) Check(_ context.Context, p dispatch.Parcel) error {
	if m.flaw == "check sends" {
		m.keep(p.Attempt)
	}
	for _, r := range p.Route.Address {
		if r < ' ' && m.flaw != "takes any address" {
			return m.fail(dispatch.KindInvalid, "address_invalid", dispatch.Unsent, false, p)
		}
	}
	return nil
}

func (m *modelChannel) fail(k dispatch.Kind, code string, c dispatch.Certainty, retry bool, p dispatch.Parcel) error {
	e := &dispatch.Error{Op: "model.send", Kind: k, Code: code, Certainty: c, Retry: retry}
	switch m.flaw {
	case "tells the address":
		e.Detail = p.Route.Address
	case "tells a name in a cause":
		e.Err = errors.New(p.Recipient.Name)
	case "no code":
		e.Code = ""
	case "bare errors":
		return errors.New("oops")
	case "credentials retried":
		e.Retry = true
	case "busy not retried":
		e.Retry = false
	case "doubts everything":
		e.Certainty = dispatch.Maybe
	case "lost reply is unsent":
		if m.fault == ReplyLost {
			e.Certainty = dispatch.Unsent
		}
	case "cut is sent":
		if m.fault == CutMidway {
			e.Certainty = dispatch.Sent
		}
	}
	return e
}

func (m *modelChannel) keep(id dispatch.ID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	m.holds[id] = true
}

func (m *modelChannel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	if ctx.Err() != nil && m.flaw != "deaf to cancel" {
		return dispatch.Receipt{}, m.fail(dispatch.KindUnreachable, "cancelled", dispatch.Unsent, false, p)
	}
	if err := m.refuse(p); err != nil {
		return dispatch.Receipt{}, err
	}
	data, err := m.read(ctx, p)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	if m.fault == CutMidway {
		return dispatch.Receipt{}, m.fail(dispatch.KindUncertain, "cut", dispatch.Maybe, false, p)
	}
	m.arrive(p.Attempt)
	if answer := m.answer(p); answer != nil {
		return dispatch.Receipt{}, answer
	}
	m.tell(progress, int64(len(data)))
	receipt := dispatch.Receipt{Provider: "model", Reference: "1", At: p.At}
	if m.flaw == "no reference" {
		receipt.Reference = ""
	}
	return receipt, nil
}

func (m *modelChannel) arrive(id dispatch.ID) {
	m.mu.Lock()
	known := m.holds[id]
	m.mu.Unlock()
	switch {
	case m.flaw == "loses the document":
	case known && m.flaw == "the second destroys the first":
		m.mu.Lock()
		m.count = 0
		m.mu.Unlock()
	case known:
	default:
		m.keep(id)
	}
	if m.flaw == "sends twice" {
		m.keep(id)
	}
}

func (m *modelChannel) refuse(p dispatch.Parcel) error {
	switch m.fault {
	case Gone, TryLater:
		return m.fail(dispatch.KindUnreachable, "later", dispatch.Unsent, true, p)
	case WrongCertificate:
		return m.fail(dispatch.KindRejected, "certificate", dispatch.Unsent, false, p)
	case WrongPassword:
		return m.fail(dispatch.KindCredentials, "password", dispatch.Unsent, false, p)
	case Refused:
		return m.fail(dispatch.KindRejected, "refused", dispatch.Unsent, false, p)
	default:
		return nil
	}
}

// answer is what becomes of a parcel that arrived.
func (m *modelChannel) answer(p dispatch.Parcel) error {
	if m.flaw == "believes anything" {
		return nil
	}
	switch m.fault {
	case ReplyLost, HugeAnswer, MalformedAnswer, Redirect:
		return m.fail(dispatch.KindUncertain, "unclear", dispatch.Maybe, false, p)
	default:
		return nil
	}
}

func (m *modelChannel) read(ctx context.Context, p dispatch.Parcel) ([]byte, error) {
	document := p.Documents[0]
	source, err := document.Open(ctx)
	if err != nil {
		return nil, m.fail(dispatch.KindStorage, "document_unreadable", dispatch.Unsent, false, p)
	}
	defer source.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, source)
	if err != nil && m.flaw != "ignores read errors" {
		return nil, m.fail(dispatch.KindStorage, "document_unreadable", dispatch.Unsent, false, p)
	}
	if ctx.Err() != nil && m.flaw != "deaf to cancel" {
		return nil, m.fail(dispatch.KindUnreachable, "cancelled", dispatch.Unsent, false, p)
	}
	return b.Bytes(), m.verify(document.Document, b.Bytes(), p)
}

func (m *modelChannel) verify(d dispatch.Document, data []byte, p dispatch.Parcel) error {
	sum := sha256.Sum256(data)
	changed := m.fail(dispatch.KindIntegrity, "document_changed", dispatch.Unsent, false, p)
	switch {
	case int64(len(data)) != d.Size && m.flaw != "ignores the size" && m.flaw != "ignores read errors":
		return changed
	case int64(len(data)) == d.Size && hex.EncodeToString(sum[:]) != d.SHA256 && m.flaw != "ignores the hash":
		return changed
	default:
		return nil
	}
}

func (m *modelChannel) tell(progress func(dispatch.Progress), total int64) {
	steps := []int64{0, total / 2, total}
	switch m.flaw {
	case "progress falls":
		steps = []int64{total / 2, 0, total}
	case "progress stops early":
		steps = steps[:2]
	case "no progress":
		steps = nil
	}
	for _, done := range steps {
		progress(dispatch.Progress{Done: done, Total: total, Unit: dispatch.ProgressBytes})
	}
}

func (m *modelChannel) Track(context.Context, dispatch.Attempt) (dispatch.Status, error) {
	if m.flaw == "tracks as failed" {
		return dispatch.Status{State: dispatch.Failed}, nil
	}
	return dispatch.Status{State: dispatch.Accepted}, nil
}

func (m *modelChannel) Find(_ context.Context, a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	receipt := dispatch.Receipt{Provider: "model", Reference: "1", At: a.Started}
	switch {
	case m.flaw == "finds everything":
		return dispatch.True, receipt, nil
	case m.flaw == "finds nothing":
		return dispatch.False, dispatch.Receipt{}, nil
	case m.fault == Gone:
		return dispatch.Unknown, dispatch.Receipt{}, &dispatch.Error{Op: "model.find", Kind: dispatch.KindUnreachable, Code: "gone"}
	case m.holds[a.ID]:
		return dispatch.True, receipt, nil
	default:
		return dispatch.False, dispatch.Receipt{}, nil
	}
}

func TestRunChannelAcceptsALawfulChannel(t *testing.T) {
	t.Parallel()
	RunChannel(t, func(t *testing.T, fault Fault) Rig { return newModelRig(t, fault, "") })
}

func TestRunChannelRefusesEveryFlaw(t *testing.T) {
	t.Parallel()
	for flaw, wants := range map[string][]string{
		"check sends":                   {"none: check alone sends nothing"},
		"takes any address":             {"none: check refuses a line break in the address"},
		"tells the address":             {"refused: unsent, final"},
		"tells a name in a cause":       {"refused: unsent, final"},
		"no code":                       {"gone: unsent, worth retrying"},
		"bare errors":                   {"gone: unsent, worth retrying", "refused: unsent, final"},
		"credentials retried":           {"wrong password: unsent, final", "refused: unsent, final"},
		"busy not retried":              {"try later: unsent, worth retrying", "gone: unsent, worth retrying"},
		"doubts everything":             {"wrong certificate: unsent", "cancelled before the first byte: unsent"},
		"lost reply is unsent":          {"reply lost: maybe"},
		"cut is sent":                   {"cut midway: not sent"},
		"deaf to cancel":                {"cancelled before the first byte: unsent", "cancelled while reading: not sent"},
		"no reference":                  {"none: taken once, with a receipt"},
		"loses the document":            {"none: taken once, with a receipt", "reply lost: maybe"},
		"sends twice":                   {"none: taken once, with a receipt", "reply lost: maybe"},
		"the second destroys the first": {"same attempt twice: the first stays whole"},
		"believes anything":             {"huge answer: no success, bounded", "malformed answer: no success", "redirect: not followed"},
		"follows redirects":             {"redirect: not followed"},
		"ignores read errors":           {"document unreadable in the middle: nothing arrives"},
		"ignores the size": {
			"document shorter than declared: nothing arrives", "document longer than declared: nothing arrives",
		},
		"ignores the hash":     {"document altered since it was queued: nothing arrives"},
		"progress falls":       {"none: progress grows to its total"},
		"progress stops early": {"none: progress grows to its total"},
		"no progress":          {"none: progress grows to its total"},
		"tracks as failed":     {"track: what was taken is not failed"},
		"finds everything": {
			"find: what was never sent is not found", "find: after a cut never true",
			"find: nobody answers, nothing is known",
		},
		"finds nothing": {"find: what was taken is found", "find: after a lost reply never false"},
	} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			complaints := complainingLaws(t, flaw)
			for _, want := range wants {
				if !slices.Contains(complaints, want) {
					t.Errorf("law %q is content; those that complain: %q", want, complaints)
				}
			}
		})
	}
}

// complainingLaws names the laws that a channel with a flaw breaks.
func complainingLaws(t *testing.T, flaw string) []string {
	t.Helper()
	var names []string
	for _, l := range channelLaws(&modelChannel{}) {
		if len(failures(t, l, newModelRig(t, l.fault, flaw))) > 0 {
			names = append(names, l.name)
		}
	}
	return names
}

func TestRunChannelRefusesExcuses(t *testing.T) {
	t.Parallel()
	for _, fault := range []Fault{NoFault, ReplyLost, CutMidway, Gone} {
		excuse := law{check: func(t reporter, rig Rig) { requireApplicable(t, rig.Inapplicable) }}
		if len(failures(t, excuse, Rig{Inapplicable: []Fault{fault}})) == 0 {
			t.Errorf("a channel may excuse itself from %s", fault)
		}
	}
}
