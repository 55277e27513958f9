package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// dispatchView is a dispatch as programs read it.
type dispatchView = app.DispatchView

type recipientView = app.RecipientView

func viewDispatch(d dispatch.Dispatch) dispatchView { return app.ViewDispatch(d) }

// printJSON writes one JSON value on one line.
func (s *session) printJSON(v any) {
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) // a closed pipe has nobody to tell
}

// say writes a sentence of the catalogue for people.
func (s *session) say(key string, args ...any) { fmt.Fprintln(s.out, s.words.Text(key, args...)) }

// note writes a sentence beside the result, to stderr.
func (s *session) note(key string, args ...any) { fmt.Fprintln(s.err, s.words.Text(key, args...)) }

// table writes aligned columns.
func (s *session) table(rows [][]string) {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, cell)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush()
}

// when writes a time in the workstation's zone.
func (s *session) when(t time.Time) string { return s.words.DateTime(t, time.Local) }

func (s *session) printDispatches(found []dispatch.Dispatch) {
	if s.json {
		for _, d := range found {
			s.printJSON(viewDispatch(d))
		}
		return
	}
	if len(found) == 0 {
		s.say("pli_nothing_found")
		return
	}
	rows := [][]string{}
	for _, d := range found {
		rows = append(rows, []string{
			string(d.ID), s.when(d.Created), s.state(d), s.words.Way(d), d.Recipient.Name,
		})
	}
	s.table(rows)
}

// state says where a dispatch stands, and what it waits for when it was held back.
func (s *session) state(d dispatch.Dispatch) string {
	if d.State == dispatch.Queued && d.AwaitsPerson() {
		return s.words.Text("pli_held_back")
	}
	return s.words.State(d.State)
}

// way names how a dispatch travels, and in which form as encrypted e-mail. A gateway's is in its name already.
func (s *session) way(d dispatch.Dispatch) string {
	way := s.words.Way(d)
	if d.Form == "" || d.Form == dispatch.Gateway {
		return way
	}
	return fmt.Sprintf("%s (%s)", way, s.words.Text("form_"+string(d.Form)))
}

func (s *session) printDispatch(d dispatch.Dispatch) {
	if s.json {
		s.printJSON(viewDispatch(d))
		return
	}
	rows := [][]string{
		{s.words.Text("pli_field_id"), string(d.ID)},
		{s.words.Text("pli_field_state"), s.state(d)},
		{s.words.Text("pli_field_channel"), s.way(d)},
		{s.words.Text("pli_field_recipient"), d.Recipient.Name},
		{s.words.Text("pli_field_created"), s.when(d.Created)},
	}
	for _, doc := range d.Documents {
		rows = append(rows, []string{
			s.words.Text("pli_field_document"), s.words.Text("pli_document_line", "name", doc.Name,
				"kind", s.words.Kind(doc.Kind), "pages", s.words.Plural("pli_pages", doc.Pages), "size", s.words.Size(doc.Size)),
		})
	}
	for _, a := range d.Attempts {
		rows = append(rows, []string{s.words.Text("pli_field_attempt"), s.attemptLine(a)})
		rows = append(rows, s.portalRows(a.Receipt)...)
	}
	s.table(rows)
}

func (s *session) attemptLine(a dispatch.Attempt) string {
	switch {
	case a.Ended.IsZero():
		return s.words.Text("pli_attempt_running", "at", s.when(a.Started))
	case a.Error != nil:
		return s.words.Text("pli_attempt_failed", "at", s.when(a.Ended), "why", s.words.Error(&dispatch.Error{Code: a.Error.Code, Detail: a.Error.Detail}))
	case a.Receipt != nil:
		return s.words.Text("pli_attempt_receipt", "at", s.when(a.Ended), "provider", a.Receipt.Provider, "reference", a.Receipt.Reference)
	default:
		return s.words.Text("pli_attempt_ended", "at", s.when(a.Ended), "certainty", a.Certainty.String())
	}
}

// instant is a time in UTC, and nil for the zero one.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
