package dispatchtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

func faultLaws() []law {
	return []law{
		{"none: taken once, with a receipt", NoFault, lawSent},
		{"none: progress grows to its total", NoFault, lawProgress},
		{"none: check alone sends nothing", NoFault, lawCheckSendsNothing},
		{"none: check refuses a line break in the address", NoFault, lawAddressInjection},
		{"reply lost: maybe", ReplyLost, lawReplyLost},
		{"cut midway: not sent", CutMidway, lawNotSent},
		{"huge answer: no success, bounded", HugeAnswer, lawNoSuccess},
		{"malformed answer: no success", MalformedAnswer, lawNoSuccess},
		{"redirect: not followed", Redirect, lawRedirect},
		{"wrong certificate: unsent", WrongCertificate, lawUnsent},
		{"wrong password: unsent, final", WrongPassword, lawFinal(dispatch.KindCredentials)},
		{"try later: unsent, worth retrying", TryLater, lawRetry},
		{"refused: unsent, final", Refused, lawFinal(dispatch.KindRejected)},
		{"gone: unsent, worth retrying", Gone, lawRetry},
	}
}

func lawSent(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if o.err != nil {
		t.Fatalf("a faultless server: %v", o.err)
	}
	requireReceipt(t, o.receipt)
}

func requireReceipt(t reporter, r dispatch.Receipt) {
	t.Helper()
	if r.Provider == "" || r.Reference == "" || r.At.IsZero() {
		t.Errorf("the receipt needs a provider, a reference and a time: %+v", r)
	}
}

func lawProgress(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if o.err != nil {
		t.Fatalf("a faultless server: %v", o.err)
	}
	requireProgress(t, o.progress)
}

func requireProgress(t reporter, progress []dispatch.Progress) {
	t.Helper()
	if len(progress) == 0 {
		t.Fatalf("no progress was told")
	}
	last := progress[len(progress)-1]
	if last.Total <= 0 || last.Done != last.Total {
		t.Errorf("progress ends at %d of %d", last.Done, last.Total)
	}
	if last.Unit != dispatch.ProgressBytes && last.Unit != dispatch.ProgressPages {
		t.Errorf("progress counts %q", last.Unit)
	}
	for i, p := range progress {
		if p.Unit != last.Unit || p.Total != last.Total || p.Done > p.Total {
			t.Errorf("progress %d is %+v, the last %+v", i, p, last)
		}
		if i > 0 && p.Done < progress[i-1].Done {
			t.Errorf("progress falls from %d to %d", progress[i-1].Done, p.Done)
		}
	}
}

func lawCheckSendsNothing(t reporter, rig Rig) {
	t.Helper()
	if err := rig.Channel.Check(t.Context(), rig.Parcel); err != nil {
		t.Fatalf("a valid parcel: %v", err)
	}
	if n := rig.Received(); n != 0 {
		t.Errorf("check alone left %d parcels", n)
	}
}

func lawAddressInjection(t reporter, rig Rig) {
	t.Helper()
	for _, breaker := range []string{"\r\n", "\n", "\r", "\x00"} {
		parcel := rig.Parcel
		parcel.Route.Address += breaker + "x"
		err := rig.Channel.Check(t.Context(), parcel)
		if err == nil {
			t.Errorf("check accepts %q in an address", breaker)
		}
		requireDiscreet(t, rig, err)
	}
}

func lawReplyLost(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if o.certainty != dispatch.Maybe {
		t.Errorf("a lost reply is %s, want maybe: %v", o.certainty, o.err)
	}
	if n := rig.Received(); n != 1 {
		t.Errorf("the rig does not lose its reply: the server holds %d parcels", n)
	}
}

func lawNotSent(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if o.certainty == dispatch.Sent {
		t.Errorf("called sent: %v", o.err)
	}
}

func lawNoSuccess(t reporter, rig Rig) {
	t.Helper()
	if o := tryLawfully(t, rig, rig.Parcel); o.err == nil {
		t.Errorf("called a success, with receipt %+v", o.receipt)
	}
}

func lawRedirect(t reporter, rig Rig) {
	t.Helper()
	lawNoSuccess(t, rig)
	if rig.Strayed != nil && rig.Strayed() != 0 {
		t.Errorf("the redirect was followed %d times", rig.Strayed())
	}
}

func lawUnsent(t reporter, rig Rig) {
	t.Helper()
	if o := tryLawfully(t, rig, rig.Parcel); o.certainty != dispatch.Unsent {
		t.Errorf("certainty is %s, want unsent: %v", o.certainty, o.err)
	}
}

func lawFinal(kind dispatch.Kind) func(reporter, Rig) {
	return func(t reporter, rig Rig) {
		t.Helper()
		o := tryLawfully(t, rig, rig.Parcel)
		if o.certainty != dispatch.Unsent || dispatch.KindOf(o.err) != kind || dispatch.RetryOf(o.err) {
			t.Errorf("want unsent, %s, not worth retrying; got %s, retry %t: %v",
				kind, o.certainty, dispatch.RetryOf(o.err), o.err)
		}
	}
}

func lawRetry(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	retry := dispatch.RetryOf(o.err)
	if o.certainty != dispatch.Unsent || dispatch.KindOf(o.err) != dispatch.KindUnreachable || !retry {
		t.Errorf("want unsent, unreachable, worth retrying; got %s, retry %t: %v", o.certainty, retry, o.err)
	}
}

// requireDiscreet checks that err says what it must and nothing personal.
func requireDiscreet(t reporter, rig Rig, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if _, ok := errors.AsType[*dispatch.Error](err); !ok {
		t.Errorf("%T is not a dispatch.Error", err)
	}
	if dispatch.CodeOf(err) == "" {
		t.Errorf("the error has no code: %v", err)
	}
	text := strings.ToLower(fmt.Sprintf("%v %+v %+v", err, err, dispatch.FailureOf(err)))
	for _, word := range slices.DeleteFunc(slices.Clone(rig.Private), func(w string) bool { return w == "" }) {
		if strings.Contains(text, strings.ToLower(word)) {
			t.Errorf("an error holds a private word: %s", strings.ReplaceAll(text, strings.ToLower(word), "***"))
		}
	}
}
