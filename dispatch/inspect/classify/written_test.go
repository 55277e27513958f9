package classify

import (
	"slices"
	"testing"
)

func TestChoicesAreWritten(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, term string
		want       []string
	}{
		{"none", "lab request", []string{"lab request"}},
		{"two", "{lab|imaging} request", []string{"lab request", "imaging request"}},
		{"or nothing", "request {form|}", []string{"request form", "request"}},
		{"twice", "{a|b} {c|d}", []string{"a c", "a d", "b c", "b d"}},
		{"not closed", "request {form", []string{"request {form"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := slices.Collect(written([]string{c.term})); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if got := slices.Collect(written([]string{"{a|b}", "b"})); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("told twice: %q", got)
	}
}

func TestMeasuredRows(t *testing.T) {
	t.Parallel()
	cases := []struct {
		row  string
		want bool
	}{
		{"Na\t140\t135-145", true},
		{"Potassium\t4,1 mmol/L\t(3,5 – 5,1)", true},
		{"eGFR\t55 L\t≥ 60", true},
		{"WBC\t6 x 10^9/L\t4.0 to 11.0", true},
		{"Na\t140", false},
		{"Ramipril\t5 mg\t1 die", false},
		{"Tel.\t514\t555-0142", false},
		{"Date\t2\t2026-02-18", false},
		{"A sentence of 3-5 words in one cell", false},
	}
	for _, c := range cases {
		if got := isMeasured(c.row); got != c.want {
			t.Errorf("%q: %v", c.row, got)
		}
	}
}
