package fax_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// causes are all that a call may come to, and what each means for the next one.
var causes = []struct {
	cause            fax.Cause
	redial, doubtful bool
}{
	{fax.Busy, true, false},
	{fax.NoAnswer, true, false},
	{fax.Congestion, true, false},
	{fax.NoCarrier, false, true},
	{fax.NotAFax, false, true},
	{fax.NumberDead, false, true},
	{fax.NumberRefused, false, true},
	{fax.Dropped, false, false},
	{fax.Rejected, false, false},
	{fax.LineDown, false, false},
	{fax.Unprepared, false, false},
	{fax.Unreached, false, false},
	{fax.Expired, false, false},
	{fax.Killed, false, false},
	{fax.NotExplained, false, false},
	{"a cause of the future", false, false},
	{"", false, false},
}

func TestCauseDecidesAboutTheNextCall(t *testing.T) {
	t.Parallel()
	for _, test := range causes {
		t.Run(string(test.cause), func(t *testing.T) {
			t.Parallel()
			for _, counted := range []bool{true, false} {
				r := fax.Report{Phase: fax.Broken, Expected: 3, Counted: counted, Failure: test.cause.Failure("words")}
				s := r.Status()
				if s.State != dispatch.Failed || s.Retry != (test.redial && counted) || s.Failure.Doubtful != test.doubtful {
					t.Errorf("counted %t: %s, again %t, doubtful %t", counted, s.State, s.Retry, s.Failure.Doubtful)
				}
			}
		})
	}
}

// A provider may name the cause by its code alone; its own report is left as it is.
func TestDoubtFollowsFromTheCode(t *testing.T) {
	t.Parallel()
	told := &dispatch.Failure{Kind: "rejected", Code: "fax_not_a_fax"}
	s := fax.Report{Phase: fax.Broken, Expected: 3, Failure: told}.Status()
	if !s.Failure.Doubtful || told.Doubtful {
		t.Errorf("status %+v, report %+v", s.Failure, told)
	}
}

func TestFailureHasNoNumber(t *testing.T) {
	t.Parallel()
	if f := fax.Busy.Failure("Busy: 514 555-0123"); f.Detail != "Busy: …" || f.Code != "fax_busy" || f.Kind != "rejected" {
		t.Errorf("%+v", f)
	}
}

// Whatever a report says, another call means that the provider counted no page and that no call got through.
func TestRedialNeedsCertainty(t *testing.T) {
	t.Parallel()
	all := make([]fax.Cause, 0, len(causes))
	for _, c := range causes {
		all = append(all, c.cause)
	}
	rapid.Check(t, func(t *rapid.T) {
		r := fax.Report{
			Phase:     fax.Phase(rapid.ByteRange(0, 5).Draw(t, "phase")),
			Confirmed: rapid.IntRange(-2, 4).Draw(t, "confirmed"),
			Expected:  rapid.IntRange(-1, 4).Draw(t, "expected"),
			Counted:   rapid.Bool().Draw(t, "counted"),
		}
		cause := rapid.SampledFrom(all).Draw(t, "cause")
		if rapid.Bool().Draw(t, "told") {
			r.Failure = cause.Failure("")
		}
		s := r.Status()
		through := r.Failure == nil || !slices.Contains([]fax.Cause{fax.Busy, fax.NoAnswer, fax.Congestion}, cause)
		if s.Retry && (r.Phase != fax.Broken || !r.Counted || r.Confirmed != 0 || through || s.State != dispatch.Failed) {
			t.Fatalf("%+v is called again: %+v", r, s)
		}
	})
}
