package app_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// destroysHome names a folder with a home in which this program destroys what is over, instead of testing.
const destroysHome = "SOUSPLI_TEST_DESTROYS_HOME"

// elevenYears later, everything of today is over.
func elevenYears() time.Time { return time.Now().AddDate(11, 0, 0) }

func destroying(folder string) {
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Home: filepath.Join(folder, "home"), Now: elevenYears})
	if err == nil {
		_, _, _ = a.Desk.DestroyExpired(ctx)
		_ = a.Close()
	}
}

// settled is one dispatch with a document of its own, of which nothing more happens.
type settled struct{ documents []dispatch.Document }

func (s settled) People() []dispatch.Recipient { return nil }

func (s settled) Dispatch(i int) dispatch.Dispatch {
	at := time.Now().Add(-time.Hour)
	return dispatch.Dispatch{
		ID: dispatch.NewID(rand.Reader), State: dispatch.ByHand, Channel: dispatch.InPerson, Created: at, Updated: at,
		Recipient: dispatch.Recipient{ID: dispatch.NewID(rand.Reader), Name: "Amélie Roy", Class: dispatch.ExternalPartner},
		Documents: []dispatch.Document{s.documents[i]},
	}
}

// TestAKilledDestructionGoesOn kills a destruction at random moments until one comes to its end: the log is proven each
// time, and what the certificate counts is all that was over.
func TestAKilledDestructionGoesOn(t *testing.T) {
	t.Parallel()
	const n = 400
	folder := practiceHome(t)
	home := filepath.Join(folder, "home")
	fillSettled(t, home, n)
	for range 12 {
		killed(t, destroysHome, folder, 400*time.Millisecond)
		a := opened(t, app.Config{Home: home, Now: elevenYears})
		if _, err := a.Desk.VerifyLog(t.Context()); err != nil {
			t.Fatal(err)
		}
		_ = a.Close()
	}
	a := opened(t, app.Config{Home: home, Now: elevenYears})
	if _, _, err := a.Desk.DestroyExpired(t.Context()); err != nil { // what was stopped, or nothing
		t.Fatal(err)
	}
	total := 0
	runs, err := a.Desk.Destructions(t.Context())
	for _, run := range runs {
		total += run.Destroyed.Documents.Count
		if run.Destroyed.Dispatches.Count != run.Destroyed.Documents.Count {
			t.Errorf("destroyed %+v", run.Destroyed)
		}
	}
	if err != nil || total != n {
		t.Errorf("destroyed %d documents of %d in %d runs, %v", total, n, len(runs), err)
	}
	if plan, err := a.Desk.PlanRetention(t.Context()); err != nil || !plan.Expired.Nothing() || plan.Open {
		t.Errorf("left: %+v, %v", plan, err)
	}
	wantWell(t, home)
	if left := contents(t, filepath.Join(home, "documents")); len(left) != 1 || left[0] != "pending" {
		t.Errorf("%d files are left of the documents", len(left))
	}
}

func fillSettled(t *testing.T, home string, n int) {
	t.Helper()
	a := opened(t, app.Config{Home: home})
	var past settled
	for range n {
		kept, err := a.KeepSample(t.Context(), []byte(dispatch.NewID(rand.Reader)))
		if err != nil {
			t.Fatal(err)
		}
		past.documents = append(past.documents, kept)
	}
	if err := a.Fill(t.Context(), past, n, func(int) {}); err != nil {
		t.Fatal(err)
	}
	_ = a.Close()
}

// wantWell lets the doctor prove everything inside a home.
func wantWell(t *testing.T, home string) {
	t.Helper()
	checks, err := app.Doctor(t.Context(), app.Config{Home: home, Now: elevenYears}, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range checks {
		switch check.Name {
		case "vault", "database", "search", "counts", "log":
			if check.Err != nil {
				t.Errorf("%s: %v", check.Name, check.Err)
			}
		}
	}
}

// destroyed is asked by TestMain.
func destroyed() bool {
	folder := os.Getenv(destroysHome)
	if folder != "" {
		destroying(folder)
	}
	return folder != ""
}
