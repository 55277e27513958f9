package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

func (h home) documentPath(id dispatch.ID) string {
	return filepath.Join(h.dir, "documents", string(id))
}

func (h home) pendingPath(id dispatch.ID) string {
	return filepath.Join(h.dir, "documents", "pending", string(id))
}

func readDocument(tb testing.TB, h home, d dispatch.Document) ([]byte, error) {
	tb.Helper()
	r, err := h.OpenDocument(tb.Context(), d)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func TestDocumentRoundTrip(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for name, size := range map[string]int{
		"empty": 0, "one byte": 1, "a chunk": 64 << 10, "a chunk and one byte": 64<<10 + 1, "a megabyte": 1 << 20,
	} {
		content := randomBytes(size)
		d := addDocument(t, h, content)
		for range 2 {
			got, err := readDocument(t, h, d)
			if err != nil || !bytes.Equal(got, content) || d.Size != int64(size) {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
		if info, err := os.Stat(h.documentPath(d.ID)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestAlteredDocumentNeverReachesItsEnd(t *testing.T) {
	t.Parallel()
	content := randomBytes(200 << 10)
	spoil := func(change func([]byte) []byte) func(*testing.T, home, dispatch.Document) {
		return func(t *testing.T, h home, d dispatch.Document) {
			sealed, err := os.ReadFile(h.documentPath(d.ID))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(h.documentPath(d.ID), change(sealed), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		change func(*testing.T, home, dispatch.Document)
		want   wantError
	}{
		"nothing":    {spoil(func(b []byte) []byte { return b }), wantError{}},
		"first byte": {spoil(func(b []byte) []byte { b[0] ^= 1; return b }), integrity("document_altered")},
		"middle":     {spoil(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), integrity("document_altered")},
		"last byte":  {spoil(func(b []byte) []byte { b[len(b)-1] ^= 1; return b }), integrity("document_altered")},
		"truncated":  {spoil(func(b []byte) []byte { return b[:len(b)-1] }), integrity("document_altered")},
		"emptied":    {spoil(func(b []byte) []byte { return b[:0] }), integrity("document_altered")},
		"longer":     {spoil(func(b []byte) []byte { return append(b, 0) }), integrity("document_altered")},
		"gone": {func(t *testing.T, h home, d dispatch.Document) {
			if err := os.Remove(h.documentPath(d.ID)); err != nil {
				t.Fatal(err)
			}
		}, integrity("document_missing")},
		"another document's file": {func(t *testing.T, h home, d dispatch.Document) {
			other := addDocument(t, h, randomBytes(len(content)))
			if err := os.Rename(h.documentPath(other.ID), h.documentPath(d.ID)); err != nil {
				t.Fatal(err)
			}
		}, integrity("document_altered")},
		"row altered": {func(t *testing.T, h home, _ dispatch.Document) {
			h.sql(t, `UPDATE documents SET body = zeroblob(80)`)
		}, integrity("record_altered")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := addDocument(t, h, content)
			test.change(t, h, d)
			_, err := readDocument(t, h, d)
			test.want.check(t, err)
		})
	}
}

func TestOpenDocumentChecksWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := addDocument(t, h, []byte("rapport"))
	other := d
	other.SHA256 = addDocument(t, h, []byte("autre")).SHA256
	_, err := h.OpenDocument(t.Context(), other)
	integrity("document_altered").check(t, err)
	_, err = h.OpenDocument(t.Context(), dispatch.Document{ID: newID()})
	notFound("document_not_found").check(t, err)
}

func TestAddDocumentLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	private := errors.New("open /home/mtremblay/Gagné Rosalie.pdf: gone")
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	known := newID()
	for name, test := range map[string]struct {
		ctx  context.Context
		id   dispatch.ID
		r    io.Reader
		want wantError
	}{
		"the source fails": {
			t.Context(), newID(), io.MultiReader(bytes.NewReader(randomBytes(99)), iotest.ErrReader(private)),
			wantError{dispatch.KindStorage, "document_unreadable"},
		},
		"cancelled":           {stopped, newID(), bytes.NewReader(randomBytes(99)), wantError{dispatch.KindStorage, "storage_stopped"}},
		"the id is taken":     {t.Context(), known, bytes.NewReader(randomBytes(99)), conflict("already_stored")},
		"the id leads astray": {t.Context(), "../souspli.db", bytes.NewReader(nil), wantError{dispatch.KindInvalid, "id_malformed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			if _, _, err := h.AddDocument(t.Context(), known, bytes.NewReader([]byte("rapport"))); err != nil {
				t.Fatal(err)
			}
			before := len(files(t, h.dir))
			_, _, err := h.AddDocument(test.ctx, test.id, test.r)
			test.want.check(t, err)
			if after := len(files(t, h.dir)); after != before {
				t.Errorf("%d files, before %d", after, before)
			}
			if got, err := readDocument(t, h, dispatch.Document{ID: known}); err != nil || string(got) != "rapport" {
				t.Errorf("the earlier document reads %q, %v", got, err)
			}
		})
	}
}

func TestDropDocument(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := held()
	d.Documents = []dispatch.Document{addDocument(t, h, []byte("rapport"))}
	create(t, h, d)
	conflict("document_held").check(t, h.DropDocument(t.Context(), d.Documents[0].ID))
	if _, err := readDocument(t, h, d.Documents[0]); err != nil {
		t.Errorf("a document that was not dropped: %v", err)
	}

	loose := addDocument(t, h, []byte("brouillon"))
	wantError{}.check(t, h.DropDocument(t.Context(), loose.ID))
	if _, err := os.Stat(h.documentPath(loose.ID)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
	notFound("document_not_found").check(t, h.DropDocument(t.Context(), loose.ID))
	wantError{dispatch.KindInvalid, "id_malformed"}.check(t, h.DropDocument(t.Context(), "../souspli.db"))
}

func TestTheRowIsTheKey(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := addDocument(t, h, []byte("rapport"))
	sealed, err := os.ReadFile(h.documentPath(d.ID))
	if err != nil {
		t.Fatal(err)
	}
	wantError{}.check(t, h.DropDocument(t.Context(), d.ID))
	if _, _, err := h.AddDocument(t.Context(), d.ID, bytes.NewReader([]byte("rapport"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.documentPath(d.ID), sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = readDocument(t, h, d) // same vault, same id, same words, but another row
	integrity("document_altered").check(t, err)
}

func TestSweepAtOpen(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	kept := addDocument(t, h, []byte("rapport"))
	if err := os.Rename(h.documentPath(kept.ID), h.pendingPath(kept.ID)); err != nil {
		t.Fatal(err) // as if the program had died before the move
	}
	old, young, foreign := newID(), newID(), dispatch.ID("notes.txt")
	for _, id := range []dispatch.ID{old, young, foreign} {
		if err := os.WriteFile(h.pendingPath(id), []byte("sealed"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := start.Add(-time.Hour)
		if id == old {
			at = start.Add(-25 * time.Hour)
		}
		if err := os.Chtimes(h.pendingPath(id), at, at); err != nil {
			t.Fatal(err)
		}
	}
	h = h.again(t)
	if got, err := readDocument(t, h, kept); err != nil || string(got) != "rapport" {
		t.Errorf("a committed document reads %q, %v", got, err)
	}
	for id, want := range map[dispatch.ID]bool{old: false, young: true, foreign: true} {
		if _, err := os.Stat(h.pendingPath(id)); (err == nil) != want {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestSweepForgetsWhatNoDispatchCameToHold(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := held()
	d.Documents = []dispatch.Document{addDocument(t, h, []byte("tenu"))}
	create(t, h, d)
	loose := addDocument(t, h, []byte("perdu"))
	later := options(h.dir, h.vault)
	later.Now = func() time.Time { return start.Add(25 * time.Hour) }
	s, err := store.Open(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := readDocument(t, h, d.Documents[0]); err != nil {
		t.Errorf("a held document: %v", err)
	}
	_, err = readDocument(t, h, loose)
	notFound("document_not_found").check(t, err)
	if _, err := os.Stat(h.documentPath(loose.ID)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the loose document's file: %v", err)
	}
}
