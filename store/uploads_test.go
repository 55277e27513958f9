package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestUploadStateOutlivesTheProgramAndItsDispatchUntilItIsTidied(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := inState(t, h, dispatch.Sending)
	upload := h.UploadState(d.ID)
	wantUpload(t, upload, nil)
	for _, state := range []string{"session-one", "session-two"} {
		wantError{}.check(t, upload.Save(t.Context(), []byte(state)))
		wantUpload(t, h.again(t).UploadState(d.ID), []byte(state))
	}
	wantUpload(t, h.UploadState(inState(t, h, dispatch.Sending).ID), nil)

	ended := d.Attempts[0]
	ended.Ended, ended.Certainty = start, dispatch.Unsent
	wantError{}.check(t, h.Apply(t.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Sending, To: dispatch.Queued, Attempt: &ended, NextAt: start,
		Event: event(dispatch.EventAttemptEnded, start),
	}))
	wantUpload(t, upload, []byte("session-two"))
	wantError{}.check(t, h.Apply(t.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Queued, To: dispatch.Cancelled, Event: event(dispatch.EventCancelled, start),
	}))
	wantUpload(t, upload, []byte("session-two")) // what is there is still to be tidied
	wantError{}.check(t, upload.Save(t.Context(), []byte("too late")))
	wantUpload(t, h.again(t).UploadState(d.ID), []byte("session-two"))
	wantError{}.check(t, upload.Save(t.Context(), nil))
	wantUpload(t, upload, nil)
}

func wantUpload(t *testing.T, from dispatch.UploadState, want []byte) {
	t.Helper()
	got, err := from.Load(t.Context())
	wantError{}.check(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("the upload state is %q, want %q", got, want)
	}
}

func TestUploadStateIsRefused(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	of := h.UploadState(inState(t, h, dispatch.Sending).ID)
	wantError{dispatch.KindInternal, "store_misused"}.check(t, of.Save(t.Context(), make([]byte, 64<<10+1)))
	wantError{}.check(t, of.Save(t.Context(), make([]byte, 64<<10)))
	stranger := h.UploadState(newID())
	wantError{dispatch.KindNotFound, "dispatch_not_found"}.check(t, stranger.Save(t.Context(), []byte("x")))
	_, err := stranger.Load(t.Context())
	wantError{dispatch.KindNotFound, "dispatch_not_found"}.check(t, err)
}

func TestUploadStateIsSealedAndBoundToItsDispatch(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	one, other := inState(t, h, dispatch.Sending), inState(t, h, dispatch.Sending)
	secret := []byte("https://session.example/secret")
	wantError{}.check(t, h.UploadState(one.ID).Save(t.Context(), secret))
	for _, name := range []string{"souspli.db", "souspli.db-wal"} {
		content, err := os.ReadFile(filepath.Join(h.dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(content, secret) {
			t.Errorf("the upload state stands in clear in %s", name)
		}
	}
	h.sql(t, "UPDATE uploads SET dispatch = (SELECT seq FROM dispatches WHERE id = '"+string(other.ID)+"')")
	_, err := h.UploadState(other.ID).Load(t.Context())
	wantError{dispatch.KindIntegrity, "record_altered"}.check(t, err)
}
