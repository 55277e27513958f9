package crashdrill_test

import (
	"bytes"
	"os"
	"testing"
)

// The program that people get has no switch that kills it, and no clock that can be set.
func TestNoFailpointInTheProgramThatPeopleGet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tags string
		want       bool
	}{
		{"as people get it", "", false},
		{"as it is drilled", "failpoints", true}, // or else the search finds nothing anywhere
	} {
		binary, err := os.ReadFile(buildProgram(t, c.tags).path)
		if err != nil {
			t.Fatal(err)
		}
		for _, variable := range []string{"SOUSPLI_FAILPOINT", "SOUSPLI_CLOCK_AHEAD"} {
			if got := bytes.Contains(binary, []byte(variable)); got != c.want {
				t.Errorf("%s: it knows of %s: %v, want %v", c.name, variable, got, c.want)
			}
		}
	}
}
