package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

type suggestCommand struct {
	Cases string `placeholder:"FILE|-" help:"pli_help_cases"`
	Why   bool   `help:"pli_help_why"`
	draftFlags
}

// Run answers bare cases, or documents for a recipient of the home.
func (c *suggestCommand) Run(s *session) error {
	if c.Cases != "" {
		return s.suggestCases(c.Cases)
	}
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	draft, err := c.draft(s, a)
	if err != nil {
		return err
	}
	if len(c.To) > 1 {
		to, err := c.addressees(s, a)
		if err != nil {
			return err
		}
		return s.suggestAll(a, draft, to)
	}
	answer, err := a.Desk.Suggest(s.ctx, draft)
	if err != nil {
		return err
	}
	return s.printSuggestion(answer, c.Why)
}

func (s *session) reader(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.in), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &dispatch.Error{Op: "inspect", Kind: dispatch.KindInvalid, Code: "file_unreadable", Err: err}
	}
	return file, nil
}

type optionView struct {
	Channel  dispatch.ChannelKind `json:"channel"`
	Standing desk.Standing        `json:"standing"`
	Code     dispatch.Code        `json:"code,omitempty"`
	Rule     string               `json:"rule,omitempty"`
	Form     dispatch.Form        `json:"form,omitempty"`
	FormWhy  desk.FormWhy         `json:"form_why,omitempty"`
	Forms    []formView           `json:"forms,omitempty"`
	Needs    []desk.Need          `json:"needs"`
	// Unverified says why the number must be verified; Doubt what speaks against it; Verified when it was.
	Unverified desk.Unverified `json:"unverified,omitempty"`
	Doubt      *dispatch.Doubt `json:"doubt,omitempty"`
	Verified   *time.Time      `json:"verified,omitempty"`
	Notices    []desk.Notice   `json:"notices,omitempty"`
	// Capabilities are what the portal can keep; Expires until when it would give access.
	Capabilities *dispatch.Capabilities `json:"capabilities,omitempty"`
	Expires      *time.Time             `json:"expires,omitempty"`
	Sentence     string                 `json:"sentence"`
}

// formView is one form of encrypted e-mail; without needs it is ready.
type formView struct {
	Form       dispatch.Form `json:"form"`
	Needs      []desk.Need   `json:"needs"`
	KeyProblem string        `json:"key_problem,omitempty"`
}

func viewForms(choices []desk.FormChoice) []formView {
	var views []formView
	for _, c := range choices {
		views = append(views, formView{c.Form, append([]desk.Need{}, c.Needs...), c.KeyProblem})
	}
	return views
}

func (s *session) viewOption(answer desk.Suggestion, o desk.Option) optionView {
	view := optionView{
		Channel: o.Channel, Standing: o.Standing, Code: o.Code, Rule: o.Rule, Form: o.Form, FormWhy: o.FormWhy, Forms: viewForms(o.Forms),
		Needs: append([]desk.Need{}, o.Needs...), Unverified: o.Unverified, Doubt: o.Doubt, Notices: o.Notices,
		Capabilities: o.Capabilities, Expires: instant(o.Expires), Sentence: s.sentence(answer, o),
	}
	if !o.Verified.IsZero() {
		at := o.Verified.UTC()
		view.Verified = &at
	}
	return view
}

func (s *session) printSuggestion(answer desk.Suggestion, why bool) error {
	if s.json {
		view, err := s.viewSuggestion(answer)
		if err == nil {
			if why {
				view["path"] = append([]dispatch.Step{}, desk.Path(answer)...)
			}
			s.printJSON(view)
		}
		return err
	}
	if answer.Kind != "" {
		s.say("pli_kind_is", "kind", s.words.Kind(answer.Kind))
	}
	for _, need := range answer.Needs {
		fmt.Fprintln(s.out, "▸ "+s.words.Need(string(need)))
	}
	for _, warning := range answer.Answer.Warnings {
		fmt.Fprintln(s.out, "! "+s.words.Warning(warning))
	}
	s.printConcerns(s.out, answer.Concerns)
	rows := [][]string{}
	for _, o := range answer.Options {
		rows = append(rows, []string{s.words.Channel(o.Channel), s.words.Text("pli_standing_" + string(o.Standing)), s.sentence(answer, o)})
	}
	s.table(rows)
	if why {
		s.sayPath(answer)
	}
	return nil
}

// viewSuggestion is a suggestion as programs read it: the fields of the answer, then kind, needs, concerns
// and options. Without a recipient or a kind there is no answer, and none is made up.
func (s *session) viewSuggestion(answer desk.Suggestion) (map[string]any, error) {
	view := map[string]any{}
	if len(answer.Options) > 0 {
		fields, err := fieldsOf(answer.Answer)
		if err != nil {
			return nil, err
		}
		for name, value := range fields {
			view[name] = value
		}
	}
	options := []optionView{}
	for _, o := range answer.Options {
		options = append(options, s.viewOption(answer, o))
	}
	view["kind"], view["needs"] = answer.Kind, append([]desk.Need{}, answer.Needs...)
	view["concerns"], view["options"] = s.viewConcerns(answer.Concerns), options
	return view, nil
}

// fieldsOf are the fields of an answer as its own JSON has them.
func fieldsOf(answer dispatch.Answer) (map[string]json.RawMessage, error) {
	encoded, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	return fields, json.Unmarshal(encoded, &fields)
}

// sentence says why a channel stands where it stands, what it takes, and what is to be known of it.
func (s *session) sentence(answer desk.Suggestion, o desk.Option) string {
	parts := []string{wording.BecauseForm(s.words, answer.Case, answer.Answer, o.Channel, o.Form)}
	for _, need := range o.NeedNames() {
		parts = append(parts, s.need(need, o.KeyProblem))
	}
	for _, notice := range o.Notices {
		parts = append(parts, s.words.Text("notice_"+string(notice)))
	}
	if o.Doubt != nil {
		parts = append(parts, s.words.Error(&dispatch.Error{Code: o.Doubt.Code}))
	}
	for _, key := range promises(o.Capabilities) {
		parts = append(parts, s.words.Text(key))
	}
	if !o.Expires.IsZero() {
		parts = append(parts, s.words.Text("portal_can_expiry", "at", s.when(o.Expires)))
	}
	if !o.Verified.IsZero() {
		parts = append(parts, s.words.Text("pli_last_verified", "at", s.when(o.Verified)))
	}
	return strings.Join(parts, " ")
}
