package ui

import (
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// moment is one line of a timeline.
type moment struct {
	at            time.Time
	words, detail string
	look          look
}

var (
	quiet         = look{"ring", colorGrey}
	certaintyLook = map[dispatch.Certainty]look{
		dispatch.Sent:   stateLooks[dispatch.Accepted],
		dispatch.Unsent: {"stop", colorRed},
		dispatch.Maybe:  {"question", colorViolet},
	}
)

// told by the attempts themselves, with more detail.
var attemptEvents = []dispatch.EventType{dispatch.EventAttemptStarted, dispatch.EventAttemptEnded}

// moments are the events and the attempts, oldest first.
func (d *detail) moments() []moment {
	var moments []moment
	for _, e := range d.events {
		if !slices.Contains(attemptEvents, e.Type) && !d.milestoneEvent(e) {
			moments = append(moments, d.event(e))
		}
	}
	for _, a := range d.dispatch.Attempts {
		moments = append(moments, d.attempt(a))
	}
	moments = append(moments, d.milestones()...)
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	return moments
}

// event is quiet, but for what holds a dispatch back and what the other side told or answered.
func (d *detail) event(e dispatch.Event) moment {
	m := moment{at: e.At, words: d.u.texts.Event(e.Type), detail: e.Details["note"], look: quiet}
	switch {
	case e.Type == dispatch.EventHeldBack:
		m.look = heldLook
		if why := "error_" + e.Details["code"]; d.u.texts.Has(why) {
			m.detail = d.u.texts.Text(why)
		}
		return m
	case e.Type == dispatch.EventRecallAnswered:
		m.words, m.detail = d.answered(e, m.words)
		return m
	case e.Type == dispatch.EventResolved && e.Details["as"] == "reached":
		m.words = d.u.t("moment_reached")
		return m
	case e.Type == dispatch.EventFollowed || e.Type == dispatch.EventAsked:
		return d.news(e, m)
	default:
		return m
	}
}

// news is a moment at which the other side told more, or was silent for too long.
func (d *detail) news(e dispatch.Event, m moment) moment {
	switch outcome := e.Details["outcome"]; outcome {
	case "again":
		m.words, m.look = d.u.t("moment_again"), stateLooks[dispatch.Queued]
	case "overdue", "stuck":
		m.words, m.look = d.u.t("moment_"+outcome), stateLooks[dispatch.Uncertain]
		if d.dispatch.Channel == dispatch.Portal && outcome == "overdue" {
			m.words, m.look = d.u.t("moment_unfetched"), look{"clock", colorAmber}
		}
	case "final":
		m.look = stateLooks[d.dispatch.State]
		for _, a := range d.dispatch.Attempts {
			if string(a.ID) == e.Details["attempt"] && a.Error != nil {
				m.detail = d.u.failure(a.Error)
			}
		}
	}
	return m
}

// answer is what came of asking a service to stop, or an empty string.
func (u *UI) answer(code string) string {
	switch why := "error_" + code; {
	case code == "stopped":
		return u.t("stopped")
	case u.texts.Has(why):
		return u.texts.Text(why)
	default:
		return ""
	}
}

func (d *detail) attempt(a dispatch.Attempt) moment {
	u := d.u
	if a.Ended.IsZero() {
		return moment{at: a.Started, words: u.t("attempt_running", "n", a.N), detail: u.howFar(d.id), look: stateLooks[dispatch.Sending]}
	}
	m := moment{at: a.Ended, words: u.t("attempt_"+a.Certainty.String(), "n", a.N), look: quiet}
	if l, ok := certaintyLook[a.Certainty]; ok {
		m.look = l
	}
	switch {
	case a.Error != nil && a.Certainty != dispatch.Sent: // what was taken and then failed is told at its end
		m.detail = u.failure(a.Error)
	case a.Receipt != nil:
		m.detail = u.receipt(*a.Receipt)
	}
	return m
}

func (u *UI) receipt(r dispatch.Receipt) string {
	if r.Pages > 0 {
		return u.n("receipt_pages", r.Pages, "provider", r.Provider, "reference", r.Reference)
	}
	return u.t("receipt", "provider", r.Provider, "reference", r.Reference)
}

// failure is the sentence of an error that the log kept.
func (u *UI) failure(f *dispatch.Failure) string {
	err := &dispatch.Error{Code: f.Code, Detail: f.Detail}
	for kind := dispatch.KindInternal; kind <= dispatch.KindOlder; kind++ {
		if kind.String() == f.Kind {
			err.Kind = kind
		}
	}
	return u.texts.Error(err)
}
