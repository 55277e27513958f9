package wording

import (
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestDurations(t *testing.T) {
	t.Parallel()
	for took, want := range map[time.Duration][2]string{
		0:                                {"0 s", "0 s"},
		45 * time.Second:                 {"45 s", "45 s"},
		99*time.Second + 400*1e6:         {"99 s", "99 s"},
		100 * time.Second:                {"2 min", "2 min"},
		99 * time.Minute:                 {"99 min", "99 min"},
		100 * time.Minute:                {"1 h 40 min", "1 h 40 min"},
		2*time.Hour + 3*time.Minute:      {"2 h", "2 h"},
		24 * time.Hour:                   {"1 jour", "1 day"},
		9*24*time.Hour + 13*time.Hour:    {"10 jours", "10 days"},
		23*time.Hour + 59*time.Minute:    {"24 h", "24 h"},
		3*time.Hour + 25*time.Minute + 1: {"3 h 30 min", "3 h 30 min"},
	} {
		for i, language := range Languages() {
			if got := strings.ReplaceAll(For(language).Duration(took), "\u00a0", " "); got != want[i] {
				t.Errorf("%s in %s: %q, want %q", took, language, got, want[i])
			}
		}
	}
}

func TestPercentIsNeverRoundedUp(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64][2]string{
		0: {"0 %", "0%"}, 0.5: {"50 %", "50%"}, 0.984: {"98,4 %", "98.4%"}, 0.99999: {"99,9 %", "99.9%"}, 1: {"100 %", "100%"},
		0.0009: {"0 %", "0%"}, 0.001: {"0,1 %", "0.1%"},
	} {
		for i, language := range Languages() {
			if got := strings.ReplaceAll(For(language).Percent(share), "\u00a0", " "); got != want[i] {
				t.Errorf("%v in %s: %q, want %q", share, language, got, want[i])
			}
		}
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"+15145550142": "514 •••-0142", "roy@clinique.example": "r•••@clinique.example", "élise@x.example": "é•••@x.example",
		"Organisation/12": "•••", "": "", "+442079460123": "•••",
	} {
		if got := For(French).Masked(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestNothingHasNoShare(t *testing.T) {
	t.Parallel()
	c := For(French)
	if c.Share(dispatch.Outcomes{Made: 3, Cancelled: 2, ByHand: 1}) != "–" || c.Median(0) != "–" {
		t.Error("what never ended has a share")
	}
}
