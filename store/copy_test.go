package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

// restoredFrom copies a home and opens the copy as a home of its own.
func restoredFrom(t *testing.T, h home) home {
	t.Helper()
	var copied bytes.Buffer
	wantError{}.check(t, h.Copy(t.Context(), &copied))
	dir := t.TempDir()
	wantError{}.check(t, store.Unpack(t.Context(), dir, &copied))
	return openHome(t, dir, h.vault)
}

func TestNothingInARestoredHomeLeavesByItself(t *testing.T) {
	t.Parallel()
	for state, want := range map[dispatch.State]dispatch.State{
		dispatch.Held: dispatch.Queued, dispatch.Queued: dispatch.Queued, dispatch.Sending: dispatch.Uncertain,
		dispatch.Uncertain: dispatch.Uncertain,
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := inState(t, h, state)
			ok, err := h.TakeLease(t.Context(), newID(), start, start.Add(time.Hour))
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			wantLeftToPerson(t, restoredFrom(t, h), d.ID, state, want)
			if same := stored(t, h, d.ID); same.State != state {
				t.Errorf("the home itself changed: %s", same.State)
			}
		})
	}
}

// wantLeftToPerson holds back a restored home's dispatch, once, and wants nothing due in it.
func wantLeftToPerson(t *testing.T, r home, id dispatch.ID, from, want dispatch.State) {
	t.Helper()
	n, err := r.HoldRestored(t.Context(), event(dispatch.EventHeldAtRestore, start), event(dispatch.EventRestored, start))
	if err != nil || n != 1 {
		t.Fatalf("held %d, %v", n, err)
	}
	left := stored(t, r, id)
	if left.State != want || !left.AwaitsPerson() {
		t.Errorf("it is %s, next at %v", left.State, left.NextAt)
	}
	if from == dispatch.Sending && left.Attempts[0].Certainty != dispatch.Maybe {
		t.Errorf("its attempt is %+v", left.Attempts[0])
	}
	due, err := r.Due(t.Context(), dispatch.States(), start.AddDate(10, 0, 0), 0)
	if err != nil || len(due) != 0 {
		t.Errorf("%d are due, %v", len(due), err)
	}
	if ok, err := r.TakeLease(t.Context(), newID(), start, start.Add(time.Hour)); err != nil || !ok {
		t.Errorf("the other home's lease holds: %v", err)
	}
	if again, err := r.HoldRestored(t.Context(), event(dispatch.EventHeldAtRestore, start), event(dispatch.EventRestored, start)); err != nil || again != 0 {
		t.Errorf("held %d again, %v", again, err)
	}
	proves(t, r)
}

func TestWhatIsOverStaysAsItIsInARestoredHome(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for _, state := range []dispatch.State{dispatch.Accepted, dispatch.Delivered, dispatch.Partial, dispatch.Failed, dispatch.Cancelled, dispatch.ByHand} {
		inState(t, h, state)
	}
	document := addDocument(t, h, randomBytes(300_000))
	r := restoredFrom(t, h)
	n, err := r.HoldRestored(t.Context(), event(dispatch.EventHeldAtRestore, start), event(dispatch.EventRestored, start))
	if err != nil || n != 0 {
		t.Errorf("held %d, %v", n, err)
	}
	read(t, r, document)
	proves(t, r)
}

// TestACopyIsOfOneMoment copies while others write: every copy is a home whose log is proven.
func TestACopyIsOfOneMoment(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	for range 2 {
		writing.Go(func() {
			for ctx.Err() == nil {
				d := held()
				d.Documents = []dispatch.Document{addDocument(t, h, randomBytes(10_000))}
				create(t, h, d)
			}
		})
	}
	for range 4 {
		r := restoredFrom(t, h)
		proves(t, r)
		page, err := r.Search(t.Context(), dispatch.Filter{})
		wantError{}.check(t, err)
		for _, d := range page.Dispatches {
			read(t, r, d.Documents[0])
		}
	}
	stop()
	writing.Wait()
	if left, _ := filepath.Glob(filepath.Join(h.dir, "copying-*")); len(left) != 0 {
		t.Errorf("snapshots are left: %d", len(left))
	}
}

func TestWhatIsNoCopyIsRefused(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	addDocument(t, h, randomBytes(100_000))
	var copied bytes.Buffer
	wantError{}.check(t, h.Copy(t.Context(), &copied))
	for name, content := range map[string]string{
		"nothing":              "",
		"cut in the database":  copied.String()[:20_000],
		"cut in a document":    copied.String()[:copied.Len()-60_000],
		"a name that climbs":   strings.ReplaceAll(copied.String(), "documents/", "documents/../../x")[:copied.Len()],
		"another file first":   strings.Replace(copied.String(), "souspli.db", "vault.json", 1),
		"not an archive":       strings.Repeat("x", 5000),
		"documents, no header": copied.String()[512:],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integrity("copy_damaged").check(t, store.Unpack(t.Context(), t.TempDir(), strings.NewReader(content)))
		})
	}
}

func FuzzUnpack(f *testing.F) {
	s, err := store.Open(f.Context(), options(f.TempDir(), crypto.NewVault(rand.Reader)))
	if err != nil {
		f.Fatal(err)
	}
	defer s.Close()
	var copied bytes.Buffer
	if err := s.Copy(f.Context(), &copied); err != nil {
		f.Fatal(err)
	}
	f.Add(copied.Bytes()[:2048])
	f.Add([]byte("souspli.db"))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := filepath.Join(t.TempDir(), "home")
		_ = store.Unpack(t.Context(), dir, bytes.NewReader(content))
		for path := range files(t, filepath.Dir(dir)) {
			name, _ := filepath.Rel(dir, path)
			if base := filepath.Base(name); name != "souspli.db" && (!dispatch.ID(base).Valid() || filepath.Dir(name) != "documents") {
				t.Errorf("it laid down %q", name)
			}
		}
	})
}
