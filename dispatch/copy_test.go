package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"pgregory.net/rapid"
)

func TestRotationKeepsDaysWeeksAndMonths(t *testing.T) {
	t.Parallel()
	var made []time.Time
	for day := range 800 { // one a day, the newest last
		made = append(made, time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC).AddDate(0, 0, day))
	}
	gone := dispatch.Superseded(made, time.UTC)
	kept := 0
	for i := range made {
		if !slices.Contains(gone, i) {
			kept++
		}
	}
	if most := dispatch.KeptDays + dispatch.KeptWeeks + dispatch.KeptMonths; kept > most || kept < most-4 {
		t.Errorf("%d are kept", kept)
	}
	for i := range dispatch.KeptDays {
		if slices.Contains(gone, len(made)-1-i) {
			t.Errorf("the copy of %d days ago goes", i)
		}
	}
}

// TestRotationIsStable: the newest is never lost, and rotating again or in between removes nothing more.
func TestRotationIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		made := rapid.SliceOf(rapid.Map(rapid.Int64Range(0, 3*365*24*3600), func(s int64) time.Time { return time.Unix(s, 0).UTC() })).Draw(t, "made")
		var kept []time.Time
		gone := dispatch.Superseded(made, time.UTC)
		for i, at := range made {
			if !slices.Contains(gone, i) {
				kept = append(kept, at)
			}
		}
		if len(made) > 0 && !slices.ContainsFunc(kept, slices.MaxFunc(made, time.Time.Compare).Equal) {
			t.Fatal("the newest goes")
		}
		if again := dispatch.Superseded(kept, time.UTC); len(again) != 0 {
			t.Fatalf("%d more go when it rotates again", len(again))
		}
		if most := dispatch.KeptDays + dispatch.KeptWeeks + dispatch.KeptMonths; len(kept) > most {
			t.Fatalf("%d are kept", len(kept))
		}
	})
}
