package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// portalHome is a real home with a portal served by handler, a recipient there, and a letter.
func portalHome(t *testing.T, handler http.HandlerFunc) (h realHome, letter string) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	h = newRealHome(t)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	h.pli("account", "add", "portal", "portal", "--url", server.URL+"/folder/", "--user", "u", "--approved",
		"--secret-file", h.file("secret.txt", "s3cret-violette"), "--ca", h.file("ca.pem", string(authority)))
	h.pli("recipient", "add", "--name", "Marc Essai", "--class", "patient", "--portal", "marc", "--portal-available", "yes")
	return h, h.file("letter.pdf", string(onePage("Résumé")))
}

// alreadyThere answers that each folder stands already, that of a new attempt too: what became of it is
// not known.
func alreadyThere(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusMultiStatus)
	fmt.Fprintf(w, `<D:multistatus xmlns:D="DAV:"><D:response><D:href>%s</D:href><D:propstat><D:prop><D:resourcetype>`+
		`<D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>`, r.URL.Path)
}

// in is the home for a subtest.
func (h realHome) in(t *testing.T) realHome {
	h.t = t
	return h
}

func (h realHome) run(ctx context.Context, args ...string) (code int, stdout string) {
	h.t.Helper()
	var out, errs bytes.Buffer
	code = run(ctx, append(append([]string{}, h.global...), args...), terminal{
		in: strings.NewReader(""), out: &out, err: &errs,
		env: func(string) string { return "" }, now: time.Now, random: rand.Reader,
	})
	h.t.Log(errs.String())
	return code, out.String()
}

func (h realHome) wantDispatch(stdout string, state dispatch.State) {
	h.t.Helper()
	var d dispatchView
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		h.t.Fatalf("%v: %s", err, stdout)
	}
	if !d.ID.Valid() || d.State != state {
		h.t.Errorf("%s is %s, want %s", d.ID, d.State, state)
	}
}

var toMarc = []string{"--json", "send", "--authorised", "consent 7", "--to", "Marc Essai", "--kind", "discharge_summary"}

// TestAnInterruptedWaitTellsTheDispatch: whoever sends again after a 1 must not send twice.
func TestAnInterruptedWaitTellsTheDispatch(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	h, letter := portalHome(t, func(http.ResponseWriter, *http.Request) {
		interrupt()
		panic(http.ErrAbortHandler)
	})
	t.Run("while it is sent", func(t *testing.T) {
		h := h.in(t)
		code, stdout := h.run(ctx, append(toMarc, "--hold", "0s", "--wait", letter)...)
		if code != exitUncertain {
			t.Errorf("exit %d", code)
		}
		h.wantDispatch(stdout, dispatch.Queued)
	})
	t.Run("while it is held", func(t *testing.T) {
		h := h.in(t)
		ctx, interrupt := context.WithCancel(t.Context())
		defer interrupt()
		var watching sync.WaitGroup
		defer watching.Wait()
		watching.Go(func() {
			for ctx.Err() == nil {
				if _, listed := h.run(ctx, "--json", "outbox", "list"); strings.Contains(listed, `"held"`) {
					interrupt()
				}
			}
		})
		code, stdout := h.run(ctx, append(toMarc, "--hold", "1h", "--wait", letter)...)
		if code != exitDone {
			t.Errorf("exit %d", code)
		}
		h.wantDispatch(stdout, dispatch.Held)
	})
}

// TestWhatIsTriedAgainIsNoFailure: it leaves by itself, and must not be sent again.
func TestWhatIsTriedAgainIsNoFailure(t *testing.T) {
	t.Parallel()
	h, letter := portalHome(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	code, stdout := h.run(t.Context(), append(toMarc, "--hold", "0s", "--wait", letter)...)
	if code != exitUncertain {
		t.Errorf("exit %d", code)
	}
	h.wantDispatch(stdout, dispatch.Queued)
}

func TestOutboxRunTellsWhatChanged(t *testing.T) {
	t.Parallel()
	h, letter := portalHome(t, alreadyThere)
	h.pli(append(toMarc, "--hold", "0s", letter)...)
	t.Run("one became unknown", func(t *testing.T) {
		h := h.in(t)
		code, stdout := h.run(t.Context(), "--json", "outbox", "run")
		if code != exitUncertain {
			t.Errorf("exit %d", code)
		}
		h.wantDispatch(stdout, dispatch.Uncertain)
	})
	h.pli(append(toMarc, "--hold", "0s", letter)...)
	h.pli("account", "remove", "portal")
	t.Run("one failed", func(t *testing.T) {
		h := h.in(t)
		code, stdout := h.run(t.Context(), "--json", "outbox", "run")
		if code != exitFailed {
			t.Errorf("exit %d", code)
		}
		h.wantDispatch(stdout, dispatch.Failed)
	})
}

func TestTheWorstOutcomeSpeaks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		states []dispatch.State
		want   int
	}{
		"nothing changed":         {nil, exitDone},
		"all arrived":             {[]dispatch.State{dispatch.Delivered, dispatch.Accepted}, exitDone},
		"one failed":              {[]dispatch.State{dispatch.Delivered, dispatch.Failed, dispatch.Accepted}, exitFailed},
		"one unknown, one failed": {[]dispatch.State{dispatch.Uncertain, dispatch.Failed}, exitUncertain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var changed []dispatch.Dispatch
			for _, state := range test.states {
				changed = append(changed, dispatch.Dispatch{State: state})
			}
			if got := worstOutcome(changed); got != test.want {
				t.Errorf("exit %d, want %d", got, test.want)
			}
		})
	}
}

// A document that cannot be read is a failure; a value that nobody knows is a misuse.
func TestExitCodeOfAnError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want int
	}{
		{&dispatch.Error{Op: "inspect", Kind: dispatch.KindInvalid}, exitFailed},
		{&dispatch.Error{Op: "reader.open", Kind: dispatch.KindInvalid}, exitFailed},
		{&dispatch.Error{Op: "convert.picture", Kind: dispatch.KindInvalid}, exitFailed},
		{&dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid}, exitUsage},
		{&dispatch.Error{Op: "desk", Kind: dispatch.KindRefused}, exitRefused},
		{&dispatch.Error{Op: "desk", Kind: dispatch.KindHeld}, exitHeld},
		{context.Canceled, exitFailed},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}
