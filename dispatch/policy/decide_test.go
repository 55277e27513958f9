package policy_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// What makes no difference to the rules makes none to the answer.
func TestAnswersDoNotDependOn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(map[string]json.RawMessage)
	}{
		{"null fields left out", func(c map[string]json.RawMessage) {
			for field, value := range c {
				if string(value) == "null" {
					delete(c, field)
				}
			}
		}},
		{"who owns the address before the at sign", func(c map[string]json.RawMessage) {
			rewriteAddress(c, func(address string) string { return "someone.else" + address[strings.LastIndex(address, "@"):] })
		}},
		{"capitals, spaces and a final dot in the address", func(c map[string]json.RawMessage) {
			rewriteAddress(c, func(address string) string {
				return " " + strings.ToUpper(strings.TrimSuffix(address, ".")) + ". "
			})
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, worked := range workedCases(t) {
				var object map[string]json.RawMessage
				if err := json.Unmarshal(worked.Input, &object); err != nil {
					t.Fatal(err)
				}
				test.change(object)
				changed, err := json.Marshal(object) // also sorts the fields
				if err != nil {
					t.Fatal(err)
				}
				if got, want := answerOf(t, changed), answerOf(t, worked.Input); !reflect.DeepEqual(got, want) {
					t.Errorf("%s: got %v, want %v", worked.ID, got, want)
				}
			}
		})
	}
}

func rewriteAddress(c map[string]json.RawMessage, rewrite func(string) string) {
	var address string
	_ = json.Unmarshal(c["recipient_address"], &address)
	if strings.Contains(address, "@") {
		c["recipient_address"], _ = json.Marshal(rewrite(address))
	}
}

// A worked case is the same however often and beside whatever it is asked.
func TestAnswersDoNotDependOnOrder(t *testing.T) {
	t.Parallel()
	cases := workedCases(t)
	first := make([]map[string]any, len(cases))
	for i, worked := range cases {
		first[i] = answerOf(t, worked.Input)
	}
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(cases)) { //nolint:gosec // any order will do
		if got := answerOf(t, cases[i].Input); !reflect.DeepEqual(got, first[i]) {
			t.Errorf("%s: got %v, want %v", cases[i].ID, got, first[i])
		}
	}
}

func TestWorkedCasesRoundTrip(t *testing.T) {
	t.Parallel()
	for _, worked := range workedCases(t) {
		c, err := policy.ParseCase(worked.Input)
		if err != nil {
			t.Fatal(err)
		}
		expectRoundTrip(t, c)
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"N1":  "R2 R5 R15 R16 R17",
		"N2":  "R2 R13 R14b R15 R16 R17 R8",
		"N3":  "R2 R8 R15 R16 R17 R23",
		"N5":  "R2 R6 R7 R15 R16 R17",
		"I9":  "R2 R19b R8 R15 R16 R17",
		"E23": "R2 R3",
		"P6":  "R2 R13 R15 R16 R17 R8 R23 R24",
		"B4":  "R1 R15",
	}
	for _, worked := range workedCases(t) {
		expected, ok := want[worked.ID]
		if !ok {
			continue
		}
		t.Run(worked.ID+" "+worked.Title, func(t *testing.T) {
			t.Parallel()
			c, err := policy.ParseCase(worked.Input)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := policy.Decide(c)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(answer.Rules, " "); got != expected {
				t.Errorf("got %s, want %s", got, expected)
			}
		})
	}
}

func TestRuleOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		code dispatch.Code
		want string
	}{
		{"a reason", "MODE_NOT_AUTHORISED", "R15"},
		{"a warning", "PRESCRIPTION_SIGNATURE", "R23"},
		{"a look-alike", "LOOKALIKE_DOMAIN", "R19b"},
		{"no code", "", ""},
		{"unknown code", "BECAUSE", ""},
		{"small letters", "mode_not_authorised", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := policy.RuleOf(test.code); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// BenchmarkDecide measures one decision on worked cases, addresses and all.
func BenchmarkDecide(b *testing.B) {
	var cases []dispatch.Case
	for _, worked := range workedCases(b) {
		c, err := policy.ParseCase(worked.Input)
		if err != nil {
			b.Fatal(err)
		}
		cases = append(cases, c)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := policy.Decide(cases[i%len(cases)]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSuggest measures a case from JSON to JSON.
func BenchmarkSuggest(b *testing.B) {
	cases := workedCases(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c, err := policy.ParseCase(cases[i%len(cases)].Input)
		if err != nil {
			b.Fatal(err)
		}
		answer, err := policy.Decide(c)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(answer); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseCase(b *testing.B) {
	cases := workedCases(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := policy.ParseCase(cases[i%len(cases)].Input); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDomainOf(b *testing.B) {
	for _, address := range []string{"a@chum.ssss.gouv.qc.ca", "a@clinique.example.ca", "a@gm\u0430il.com"} {
		b.Run(string(policy.DomainOf(address)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				policy.DomainOf(address)
			}
		})
	}
}
