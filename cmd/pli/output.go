package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// dispatchView is a dispatch as programs read it.
type dispatchView struct {
	ID            dispatch.ID          `json:"id"`
	Batch         dispatch.ID          `json:"batch,omitempty"`
	State         dispatch.State       `json:"state"`
	AwaitsPerson  bool                 `json:"awaits_person"`
	Channel       dispatch.ChannelKind `json:"channel"`
	Form          dispatch.Form        `json:"form"`
	Suggested     dispatch.ChannelKind `json:"suggested"`
	Reason        string               `json:"reason"`
	Purpose       string               `json:"purpose"`
	Authorisation string               `json:"authorisation"`
	PolicyVersion string               `json:"policy_version"`
	Rules         []string             `json:"rules"`
	Recipient     recipientView        `json:"recipient"`
	Documents     []documentView       `json:"documents"`
	Attempts      []attemptView        `json:"attempts"`
	Created       time.Time            `json:"created"`
	Updated       time.Time            `json:"updated"`
}

type recipientView struct {
	ID    dispatch.ID    `json:"id"`
	Name  string         `json:"name"`
	Class dispatch.Class `json:"class"`
}

type documentView struct {
	Name   string                `json:"name"`
	Kind   dispatch.DocumentKind `json:"kind"`
	Pages  int                   `json:"pages"`
	Size   int64                 `json:"size"`
	SHA256 string                `json:"sha256"`
	// Original is the file that it was made from, when it is not that file itself.
	Original *dispatch.Original `json:"original,omitempty"`
}

type attemptView struct {
	ID        dispatch.ID       `json:"id"`
	N         int               `json:"n"`
	Started   time.Time         `json:"started"`
	Ended     *time.Time        `json:"ended"`
	Certainty *string           `json:"certainty"` // null while it runs
	Receipt   *receiptView      `json:"receipt"`
	Error     *dispatch.Failure `json:"error"`
}

type receiptView struct {
	Provider  string    `json:"provider"`
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
	Pages     int       `json:"pages,omitempty"`
	Bytes     int64     `json:"bytes,omitempty"`
	Detail    string    `json:"detail"`
	Cover     string    `json:"cover_sha256,omitempty"`
	Prepared  string    `json:"prepared_sha256,omitempty"`

	Link     string     `json:"link,omitempty"`
	Notified *time.Time `json:"notified,omitempty"`
	Fetched  *time.Time `json:"fetched,omitempty"`
	Fetches  int        `json:"fetches,omitempty"`
	Expires  *time.Time `json:"expires,omitempty"`
	Revoked  *time.Time `json:"revoked,omitempty"`
}

func viewDispatch(d dispatch.Dispatch) dispatchView {
	v := dispatchView{
		ID: d.ID, Batch: d.Batch, State: d.State, AwaitsPerson: d.AwaitsPerson(), Channel: d.Channel, Form: d.Form, Suggested: d.Suggested,
		Reason: d.Reason, Purpose: d.Purpose, Authorisation: d.Authorisation,
		PolicyVersion: d.PolicyVersion, Rules: append([]string{}, d.Rules...),
		Recipient: recipientView{d.Recipient.ID, d.Recipient.Name, d.Recipient.Class},
		Documents: []documentView{}, Attempts: []attemptView{},
		Created: d.Created.UTC(), Updated: d.Updated.UTC(),
	}
	for _, doc := range d.Documents {
		v.Documents = append(v.Documents, documentView{doc.Name, doc.Kind, doc.Pages, doc.Size, doc.SHA256, doc.Original})
	}
	for _, a := range d.Attempts {
		v.Attempts = append(v.Attempts, viewAttempt(a))
	}
	return v
}

func viewAttempt(a dispatch.Attempt) attemptView {
	v := attemptView{ID: a.ID, N: a.N, Started: a.Started.UTC(), Error: a.Error}
	if !a.Ended.IsZero() {
		ended, certainty := a.Ended.UTC(), a.Certainty.String()
		v.Ended, v.Certainty = &ended, &certainty
	}
	if r := a.Receipt; r != nil {
		v.Receipt = &receiptView{
			Provider: r.Provider, Reference: r.Reference, At: r.At.UTC(), Pages: r.Pages, Bytes: r.Bytes, Detail: r.Detail,
			Cover: r.Cover, Prepared: r.Prepared, Link: r.Link, Notified: instant(r.Notified), Fetched: instant(r.Fetched),
			Fetches: r.Fetches, Expires: instant(r.Expires), Revoked: instant(r.Revoked),
		}
	}
	return v
}

// instant is a time in UTC, and nil for the zero one.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

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
