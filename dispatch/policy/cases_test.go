package policy_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch/policy"
)

// workedCase is a worked answer of the published cases.
type workedCase struct {
	ID       string
	Title    string
	Input    json.RawMessage
	Expected map[string]any
}

func workedCases(t testing.TB) []workedCase {
	t.Helper()
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []workedCase }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	const published = 72
	if len(file.Cases) != published {
		t.Fatalf("%d cases, want %d", len(file.Cases), published)
	}
	return file.Cases
}

func TestWorkedCases(t *testing.T) {
	t.Parallel()
	for _, worked := range workedCases(t) {
		t.Run(worked.ID+" "+worked.Title, func(t *testing.T) {
			t.Parallel()
			got := answerOf(t, worked.Input)
			delete(got, "rules") // not part of the published answers
			sortSets(got)
			sortSets(worked.Expected)
			if len(got) != len(worked.Expected) {
				t.Errorf("%d members in the answer, want %d", len(got), len(worked.Expected))
			}
			for member, want := range worked.Expected {
				if !reflect.DeepEqual(got[member], want) {
					t.Errorf("%s: got %v, want %v", member, got[member], want)
				}
			}
		})
	}
}

// answerOf decides a case given as JSON and returns the answer as any program would read it.
func answerOf(t *testing.T, input []byte) map[string]any {
	t.Helper()
	c, err := policy.ParseCase(input)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := policy.Decide(c)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(data, &object); err != nil {
		t.Fatal(err)
	}
	return object
}

// sortSets puts the members that are sets in one order; allowed keeps its own.
func sortSets(answer map[string]any) {
	for _, member := range []string{"with_reason", "forbidden", "warnings"} {
		set, _ := answer[member].([]any)
		slices.SortFunc(set, func(a, b any) int {
			if a.(string) < b.(string) {
				return -1
			}
			return 1
		})
	}
}
