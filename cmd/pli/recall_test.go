package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// faxed is a real home whose fax was taken by a service.
func faxed(t *testing.T, provider string, service faxService) (h realHome, id string) {
	t.Helper()
	h = newRealHome(t)
	h.add(provider, service)
	h.pli("account", "passport", "cloud", "--stored-in", "CA-QC", "--contract", "2026-01-15")
	return h, h.faxTaken()
}

func (h realHome) faxTaken() (id string) {
	h.t.Helper()
	h.pli("recipient", "add", "--name", "Pharmacie Essai", "--class", "external_partner",
		"--fax", "514 555-0142", "--fax-again", "514 555-0142")
	letter := h.file("letter.pdf", string(onePage("Rapport")))
	d := h.send("--to", "Pharmacie Essai", "--kind", "consult_report", "--channel", "cloud_fax", letter)
	h.pli("outbox", "run")
	return string(d.ID)
}

// answer is what pli outbox cancel tells a program.
type answer struct {
	State    dispatch.State `json:"state"`
	Recalled *bool          `json:"recalled"`
	Error    struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
	Dispatch struct {
		State dispatch.State `json:"state"`
	} `json:"dispatch"`
}

func (h realHome) cancel(id string) (code int, told answer) {
	h.t.Helper()
	code, out, _ := h.try("--json", "outbox", "cancel", id)
	if err := json.Unmarshal([]byte(out), &told); err != nil {
		h.t.Fatalf("%v: %s", err, out)
	}
	return code, told
}

// wantStopped asks to stop what has left, and for the answer that the service did.
func (h realHome) wantStopped(id string) {
	h.t.Helper()
	if code, told := h.cancel(id); code != exitDone || told.Recalled == nil || !*told.Recalled {
		h.t.Errorf("exit %d, told %+v", code, told)
	}
	shown := h.shown(id)
	if last := shown.Attempts[len(shown.Attempts)-1]; shown.State != dispatch.Failed || last.Error == nil || last.Error.Code != "fax_killed" {
		h.t.Errorf("%s: %+v", shown.State, last.Error)
	}
}

// TestStopAFaxThatLeft: it is stopped at the service, ends so, and is never called again.
func TestStopAFaxThatLeft(t *testing.T) {
	t.Parallel()
	simulator := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
	h, id := faxed(t, "srfax", srfaxService(simulator))
	h.wantStopped(id)
	if code, out := h.later(2*time.Hour, "outbox", "run"); code != exitDone || len(simulator.Faxes()) != 1 {
		t.Errorf("exit %d, %d faxes\n%s", code, len(simulator.Faxes()), out)
	}
	var shown struct{ Events []dispatch.Event }
	if err := json.Unmarshal([]byte(h.pli("--json", "log", "show", id)), &shown); err != nil {
		t.Fatal(err)
	}
	types := []dispatch.EventType{}
	for _, e := range shown.Events {
		types = append(types, e.Type)
	}
	last := []dispatch.EventType{dispatch.EventRecallAsked, dispatch.EventRecallAnswered, dispatch.EventFollowed}
	if n := len(types); n < 3 || !slices.Equal(types[n-3:], last) {
		t.Errorf("the log tells %v", types)
	}
	if text := h.pli("log", "show", id); !strings.Contains(text, "asks the service to stop") || !strings.Contains(text, "nothing more leaves") {
		t.Errorf("people read\n%s", text)
	}
	if code, told := h.cancel(id); code != exitFailed || told.Error.Code != "too_late" {
		t.Errorf("once more: exit %d, %+v", code, told)
	}
}

// TestSettleAFaxWithoutAnEnd: the service took it and says nothing more. A person learns what came of it, and
// whatever they say, it is never called again and the service is asked no more.
func TestSettleAFaxWithoutAnEnd(t *testing.T) {
	t.Parallel()
	for as, want := range map[string]dispatch.State{"sent": dispatch.Accepted, "unsent": dispatch.Failed} {
		t.Run(as, func(t *testing.T) {
			t.Parallel()
			simulator := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
			h, id := faxed(t, "srfax", srfaxService(simulator))
			if code, _, stderr := h.try("outbox", "resolve", id, "--as", as, "--note", "called them"); code != exitFailed {
				t.Errorf("settled while it is followed: exit %d\n%s", code, stderr)
			}
			h.later(25*time.Hour, "outbox", "run")
			if shown := h.shown(id); shown.State != dispatch.Accepted || !shown.AwaitsPerson {
				t.Fatalf("it waits for nobody: %+v", shown)
			}
			h.pli("outbox", "resolve", id, "--as", as, "--note", "called them")
			asked := len(simulator.Actions())
			if code, out := h.later(72*time.Hour, "outbox", "run"); code != exitDone {
				t.Errorf("exit %d\n%s", code, out)
			}
			shown := h.shown(id)
			if shown.State != want || shown.AwaitsPerson || len(simulator.Faxes()) != 1 || len(simulator.Actions()) != asked {
				t.Errorf("%+v, %d faxes, asked %d times after", shown, len(simulator.Faxes()), len(simulator.Actions())-asked)
			}
		})
	}
}

// stopAnswered has SRFax answer an asking to stop with these words.
func stopAnswered(status, words string) faxtest.SRFaxScript {
	return faxtest.SRFaxAt("Stop_Fax", faxtest.WebAnswer{Body: `{"Status":"` + status + `","Result":"` + words + `"}`})
}

// TestStoppingIsAnsweredHonestly: whatever is not stopped is told, with where the dispatch stands.
func TestStoppingIsAnsweredHonestly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		script faxtest.SRFaxScript
		ended  string // the service's word of how it ended, or empty
		pages  int
		code   string
		state  dispatch.State
	}{
		"some pages had left":         {stopAnswered("Success", "Fax cancelled but partially sent"), "Failed", 1, "fax_stopped_partly", dispatch.Partial},
		"it had arrived":              {nil, "Sent", 2, "fax_too_late", dispatch.Delivered},
		"it is still being converted": {stopAnswered("Failed", "Unable to Cancel Fax"), "", 0, "fax_cancel_later", dispatch.Accepted},
		"refused":                     {stopAnswered("Failed", "Gremlins"), "", 0, "fax_cancel_refused", dispatch.Accepted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			simulator := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now, Script: c.script})
			h, id := faxed(t, "srfax", srfaxService(simulator))
			if c.ended != "" {
				simulator.Finish(c.ended, "", c.pages)
			}
			code, told := h.cancel(id)
			if code != exitFailed || told.Error.Code != c.code || told.Error.Message == "" || told.Dispatch.State != c.state {
				t.Errorf("exit %d, told %+v", code, told)
			}
		})
	}
}

// TestWhatAPersonWantedStoppedIsNotCalledAgain: the service could not stop it, the line was busy, and that is
// the end. Nobody asked to stop the other one, which is called again.
func TestWhatAPersonWantedStoppedIsNotCalledAgain(t *testing.T) {
	t.Parallel()
	for name, asked := range map[string]bool{"asked to stop": true, "not asked": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := faxtest.StartDocumo(t, faxtest.DocumoConfig{Now: time.Now})
			h, id := faxed(t, "documo", faxService{url: s.URL, secret: s.Key, ca: s.CA.PEM})
			if asked {
				h.cancel(id)
			}
			s.Change(func(f *faxtest.DocumoFax) {
				f.Status, f.PagesCount, f.PagesComplete, f.Attempts, f.ResultInfo = "failed", 2, 0, 1, "busy"
			})
			h.later(30*time.Minute, "outbox", "run")
			if shown := h.shown(id); (shown.State == dispatch.Failed) != asked || shown.Attempts[0].Error == nil || shown.Attempts[0].Error.Code != "fax_busy" {
				t.Errorf("%s: %+v", shown.State, shown.Attempts[0].Error)
			}
			h.later(3*time.Hour, "outbox", "run")
			if calls := len(s.Faxes()); (calls == 1) != asked {
				t.Errorf("%d faxes", calls)
			}
		})
	}
}

// TestServiceThatCannotStop says so, and that is no refusal by the rules.
func TestServiceThatCannotStop(t *testing.T) {
	t.Parallel()
	h, id := faxed(t, "documo", faxServices["documo"](t))
	if code, told := h.cancel(id); code != exitFailed || told.Error.Code != "fax_cancel_unavailable" {
		t.Errorf("exit %d, told %+v", code, told)
	}
}

// TestStopAtHylaFAX stops a fax in the queue of the real server.
func TestStopAtHylaFAX(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	server := faxtest.StartHylaFAX(t)
	h.pli("account", "add", "fax", "fax", "--url", server.URL, "--user", server.User,
		"--secret-file", h.file("fax.txt", server.Password))
	h.wantStopped(h.faxTaken())
}

// TestCancelBeforeItLeaves asks no service.
func TestCancelBeforeItLeaves(t *testing.T) {
	t.Parallel()
	simulator := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
	h, _ := faxed(t, "srfax", srfaxService(simulator))
	d := h.send("--to", "Pharmacie Essai", "--kind", "consult_report", "--channel", "cloud_fax", "--hold", "1h", h.file("other.pdf", string(onePage("Autre"))))
	code, told := h.cancel(string(d.ID))
	if code != exitDone || told.State != dispatch.Cancelled || told.Recalled == nil || *told.Recalled || slices.Contains(simulator.Actions(), "Stop_Fax") {
		t.Errorf("exit %d, told %+v", code, told)
	}
}
