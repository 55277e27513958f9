package sftp_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

// drop is a server with a channel to it and the parcel of a dispatch.
type drop struct {
	*sftp.Channel
	server *portaltest.SFTP
	parcel dispatch.Parcel
}

func newDrop(t *testing.T) *drop {
	t.Helper()
	server := portaltest.StartSFTP(t, portaltest.SFTPFaultless)
	parcel := sampleParcel(t)
	parcel.Dispatch, parcel.Upload = dispatch.NewID(rand.Reader), &portaltest.Upload{}
	parcel.Documents = []dispatch.Content{dispatchtest.SampleContent("x.pdf", 1, bytes.Repeat([]byte("0123456789abcdef"), 3*sftp.Window/16))}
	return &drop{newChannel(t, sftp.Config{
		URL: server.URL(), User: portaltest.User, Secret: []byte(server.Password), HostKey: server.HostKey,
	}), server, parcel}
}

// send makes an attempt of its own.
func (d *drop) send(t *testing.T) (dispatch.Receipt, error) {
	t.Helper()
	d.parcel.Attempt = dispatch.NewID(rand.Reader)
	return d.Send(t.Context(), d.parcel, nil)
}

func (d *drop) attempt() dispatch.Attempt { return dispatch.Attempt{ID: d.parcel.Attempt} }

// left names what stands on the server.
func (d *drop) left(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(d.server.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (d *drop) state(t *testing.T) []byte {
	t.Helper()
	state, err := d.parcel.Upload.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// TestRecallOfWhatWasTakenAway: the laboratory took the deposit in, so nothing was stopped.
func TestRecallOfWhatWasTakenAway(t *testing.T) {
	t.Parallel()
	d := newDrop(t)
	receipt, err := d.send(t)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(d.server.Dir, string(d.parcel.Attempt)), filepath.Join(t.TempDir(), "in")); err != nil {
		t.Fatal(err)
	}
	attempt := d.attempt()
	attempt.Receipt = &receipt
	if err := d.Recall(t.Context(), attempt); dispatch.CodeOf(err) != "portal_not_there" {
		t.Errorf("got %v", err)
	}
}

// TestAnUploadGoesOnAfterItWasAskedFor: the question after a stop fences what stands, says the same when it is put
// again, and loses nothing.
func TestAnUploadGoesOnAfterItWasAskedFor(t *testing.T) {
	t.Parallel()
	d := newDrop(t)
	d.server.CutAfter(2*sftp.Window + 1)
	if _, err := d.send(t); dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Fatal(err)
	}
	for range 2 {
		if found, _, err := d.Find(t.Context(), d.attempt()); found != dispatch.False || err != nil {
			t.Errorf("found is %v: %v", found, err)
		}
	}
	before := d.server.Uploaded()
	if _, err := d.send(t); err != nil || whole(t, d.server.Dir, d.parcel) != 1 {
		t.Fatalf("%d deposits: %v", whole(t, d.server.Dir, d.parcel), err)
	}
	if again := d.server.Uploaded() - before; again > 2*sftp.Window {
		t.Errorf("%d bytes went after the question", again)
	}
	if left := d.left(t); len(left) != 1 {
		t.Errorf("on the server stands %q", left)
	}
}

// TestAPersonWhoIsWrong says that nothing arrived: the deposit that stands is found, and no second one made.
func TestAPersonWhoIsWrong(t *testing.T) {
	t.Parallel()
	d := newDrop(t)
	d.server.LoseReply()
	if _, err := d.send(t); dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Fatal(err)
	}
	first := d.parcel.Attempt
	receipt, err := d.send(t)
	if err != nil || filepath.Base(receipt.Reference) != string(first) {
		t.Fatalf("the receipt is %+v: %v", receipt, err)
	}
	if left := d.left(t); len(left) != 1 || left[0] != string(first) {
		t.Errorf("on the server stands %q", left)
	}
	attempt := d.attempt()
	attempt.Receipt = &receipt
	if err := d.Recall(t.Context(), attempt); err != nil || len(d.left(t)) != 0 {
		t.Errorf("recalled: %v, and %q is left", err, d.left(t))
	}
}

// TestAnEarlierDepositThatWasChanged is neither taken for this one nor covered by a second.
func TestAnEarlierDepositThatWasChanged(t *testing.T) {
	t.Parallel()
	d := newDrop(t)
	d.server.LoseReply()
	if _, err := d.send(t); dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.server.Dir, string(d.parcel.Attempt), "document-1.pdf"), []byte("changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.send(t); dispatch.CertaintyOf(err) != dispatch.Maybe || len(d.left(t)) != 1 {
		t.Errorf("%s, and %q stands", dispatch.CertaintyOf(err), d.left(t))
	}
}

// TestTidy: what was built and never finished goes, a deposit stays, and what is gone already is no error.
func TestTidy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault func(t *testing.T, d *drop)
		left  int
	}{
		{"cut off", func(_ *testing.T, d *drop) { d.server.CutAfter(sftp.Window + 1) }, 0},
		{"the reply to the rename lost", func(_ *testing.T, d *drop) { d.server.LoseReply() }, 1},
		{"never cut off", func(*testing.T, *drop) {}, 1},
	} {
		for _, asked := range []bool{false, true} {
			t.Run(map[bool]string{false: c.name, true: c.name + ", and asked for"}[asked], func(t *testing.T) {
				t.Parallel()
				d := newDrop(t)
				c.fault(t, d)
				_, _ = d.send(t)
				if asked {
					_, _, _ = d.Find(t.Context(), d.attempt())
				}
				for range 2 {
					if err := d.Tidy(t.Context(), dispatch.Leftover{Dispatch: d.parcel.Dispatch, Upload: d.state(t)}); err != nil {
						t.Error(err)
					}
				}
				if left := d.left(t); len(left) != c.left {
					t.Errorf("on the server stands %q", left)
				}
			})
		}
	}
}

func TestTidyWithoutAServer(t *testing.T) {
	t.Parallel()
	t.Run("a state of another adapter", func(t *testing.T) {
		t.Parallel()
		d := newDrop(t)
		d.server.Close() // nobody is asked
		if err := d.Tidy(t.Context(), dispatch.Leftover{Upload: []byte(`{"session":"https://portal.example/"}`)}); err != nil {
			t.Error(err)
		}
	})
	t.Run("a server that is away", func(t *testing.T) {
		t.Parallel()
		d := newDrop(t)
		d.server.CutAfter(sftp.Window)
		_, _ = d.send(t)
		state := d.state(t)
		d.server.Close()
		if err := d.Tidy(t.Context(), dispatch.Leftover{Upload: state}); dispatch.KindOf(err) != dispatch.KindUnreachable {
			t.Error(err)
		}
	})
}
