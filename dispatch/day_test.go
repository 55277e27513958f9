package dispatch_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestParseDay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": true, "2026-01-31": true, "2024-02-29": true, "2026-02-29": false, "2026-13-01": false, "2026-1-1": false,
		"2026-01-31 ": false, "2026-01-31T00:00:00Z": false, "31-01-2026": false, "٢٠٢٦-٠١-٣١": false, "hier": false,
	} {
		if _, ok := dispatch.ParseDay(text); ok != want {
			t.Errorf("ParseDay(%q) = %v", text, ok)
		}
	}
}

// Days compare as text: whatever is taken for a day is written in the one way that sorts.
func FuzzParseDay(f *testing.F) {
	for _, text := range []string{"", "2026-01-31", "2024-02-29", "0000-01-01", "9999-12-31", "2026-02-30", "-001-01-01"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, ok := dispatch.ParseDay(text)
		if !ok || day == "" {
			return
		}
		if written := dispatch.DayOf(day.Time()); written != day || len(text) != len(time.DateOnly) {
			t.Errorf("%q was taken for %q", text, written)
		}
		if later := day.AddYears(dispatch.IncidentYears); later <= day && day < "9990" {
			t.Errorf("%q, five years later: %q", day, later)
		}
	})
}
