package fax_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

func TestReportIsJudged(t *testing.T) {
	t.Parallel()
	busy := &dispatch.Failure{Kind: "rejected", Code: "fax_busy"}
	tests := []struct {
		name    string
		report  fax.Report
		state   dispatch.State
		code    string // of the failure
		settled bool
	}{
		{"waiting", fax.Report{Expected: 3}, dispatch.Accepted, "", false},
		{"waiting with every page", fax.Report{Expected: 3, Confirmed: 3}, dispatch.Accepted, "", false},
		{"done, every page", fax.Report{Phase: fax.Done, Expected: 3, Confirmed: 3}, dispatch.Delivered, "", false},
		{"done, a page short", fax.Report{Phase: fax.Done, Expected: 3, Confirmed: 2}, dispatch.Partial, "fax_partial", false},
		{"done, no page", fax.Report{Phase: fax.Done, Expected: 3}, dispatch.Failed, "fax_no_pages", false},
		{"done, too many pages", fax.Report{Phase: fax.Done, Expected: 3, Confirmed: 4}, dispatch.Accepted, "fax_pages_unknown", true},
		{"done, pages not known", fax.Report{Phase: fax.Done, Confirmed: 3}, dispatch.Accepted, "fax_pages_unknown", true},
		{"broken, no page", fax.Report{Phase: fax.Broken, Expected: 3}, dispatch.Failed, "fax_failed", false},
		{"broken, for a reason", fax.Report{Phase: fax.Broken, Expected: 3, Failure: busy}, dispatch.Failed, "fax_busy", false},
		{"broken, some pages", fax.Report{Phase: fax.Broken, Expected: 3, Confirmed: 1}, dispatch.Partial, "fax_partial", false},
		{"broken, some pages, for a reason", fax.Report{Phase: fax.Broken, Expected: 3, Confirmed: 1, Failure: busy}, dispatch.Partial, "fax_partial", false},
		{"missing", fax.Report{Phase: fax.Missing, Expected: 3}, dispatch.Accepted, "fax_outcome_lost", true},
		{"handed over", fax.Report{Phase: fax.HandedOver}, dispatch.Accepted, "fax_handed_over", true},
		{"a phase of the future", fax.Report{Phase: 99, Expected: 3, Confirmed: 3}, dispatch.Accepted, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := test.report.Status()
			code := ""
			if s.Failure != nil {
				code = s.Failure.Code
			}
			if s.State != test.state || code != test.code || s.Settled != test.settled {
				t.Errorf("%s, %q, settled %t", s.State, code, s.Settled)
			}
		})
	}
}

// Whatever a provider says, delivered means that it calls the fax done and confirms every page.
func TestDeliveredMeansEveryPage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := fax.Report{
			Phase:     fax.Phase(rapid.Byte().Draw(t, "phase")),
			Confirmed: rapid.IntRange(-2, 5).Draw(t, "confirmed"),
			Expected:  rapid.IntRange(-2, 5).Draw(t, "expected"),
		}
		s := r.Status()
		whole := r.Phase == fax.Done && r.Expected > 0 && r.Confirmed == r.Expected
		if (s.State == dispatch.Delivered) != whole {
			t.Fatalf("%+v is %s", r, s.State)
		}
		if s.State != dispatch.Accepted && !dispatch.Accepted.CanBecome(s.State) {
			t.Fatalf("%+v is %s, which cannot follow accepted", r, s.State)
		}
		if bad := s.State == dispatch.Failed || s.State == dispatch.Partial; bad != (s.Failure != nil && !s.Settled) {
			t.Fatalf("%+v is %s because of %+v", r, s.State, s.Failure)
		}
	})
}

func TestCleanDetail(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, words, want string }{
		{"plain words", "No answer from remote", "No answer from remote"},
		{"a number", "Busy: 15145550123", "Busy: …"},
		{"a number as people write it", "Busy: +1 (514) 555-0123!", "Busy: …!"},
		{"a short code stays", "Error 345", "Error 345"},
		{"control characters", "a\r\nb\x00c\x1b[1m", "a b c [1m"},
		{"broken UTF-8", "a\xffb", "a?b"},
		{"too long", strings.Repeat("x", 500), strings.Repeat("x", 119) + "…"},
		{"nothing", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := fax.CleanDetail(test.words); got != test.want {
				t.Errorf("%q", got)
			}
		})
	}
}

func FuzzCleanDetail(f *testing.F) {
	for _, seed := range []string{"15145550123", "1-514-555-0123", "", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		clean := fax.CleanDetail(words)
		run := 0
		for _, r := range clean {
			if run++; r < '0' || r > '9' {
				run = 0
			}
			if run >= 4 || r < ' ' {
				t.Fatalf("%q became %q", words, clean)
			}
		}
	})
}
