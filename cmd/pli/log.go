package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type logCommand struct {
	List   logListCommand   `cmd:"" help:"pli_help_log_list"`
	Search logSearchCommand `cmd:"" help:"pli_help_log_search"`
	Show   logShowCommand   `cmd:"" help:"pli_help_log_show"`
	Verify logVerifyCommand `cmd:"" help:"pli_help_log_verify"`

	Proof      logProofCommand      `cmd:"" help:"pli_help_log_proof"`
	Checkpoint logCheckpointCommand `cmd:"" help:"pli_help_log_checkpoint"`
	Witness    logWitnessCommand    `cmd:"" help:"pli_help_log_witness"`
	Key        logKeyCommand        `cmd:"" help:"pli_help_log_key"`
	Export     logExportCommand     `cmd:"" help:"pli_help_log_export"`
}

// logFilter is what list and search share.
type logFilter struct {
	State   []string `placeholder:"STATE" help:"pli_help_log_state"`
	Channel []string `placeholder:"CHANNEL" help:"pli_help_log_channel"`
	Since   string   `placeholder:"DATE" help:"pli_help_log_since"`
	Until   string   `placeholder:"DATE" help:"pli_help_log_until"`
	Limit   int      `default:"50" help:"pli_help_log_limit"`
}

func (f *logFilter) filter(query string) (dispatch.Filter, error) {
	filter := dispatch.Filter{Query: query, Limit: f.Limit}
	for _, name := range f.State {
		if !slices.Contains(dispatch.States(), dispatch.State(name)) {
			return filter, unknownValue("state")
		}
		filter.States = append(filter.States, dispatch.State(name))
	}
	for _, name := range f.Channel {
		channel := dispatch.ChannelKind(name)
		if !channel.Valid() {
			return filter, unknownValue("channel")
		}
		filter.Channels = append(filter.Channels, channel)
	}
	var err error
	if filter.Since, err = day(f.Since, "since"); err != nil {
		return filter, err
	}
	filter.Until, err = day(f.Until, "until")
	return filter, err
}

// day is the beginning of a day in the workstation's zone; no text is no limit.
func day(text, field string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return t, &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "not_a_date", Field: field}
	}
	return t, nil
}

type logListCommand struct{ logFilter }

// Run lists dispatches, newest first.
func (c *logListCommand) Run(s *session) error { return s.search(&c.logFilter, "") }

type logSearchCommand struct {
	Words []string `arg:"" help:"pli_help_query"`
	logFilter
}

// Run finds dispatches by words or their beginnings.
func (c *logSearchCommand) Run(s *session) error {
	return s.search(&c.logFilter, strings.Join(c.Words, " "))
}

func (s *session) search(f *logFilter, query string) error {
	filter, err := f.filter(query)
	if err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		page, err := a.Desk.Search(s.ctx, filter)
		if err != nil {
			return err
		}
		s.printDispatches(page.Dispatches)
		return nil
	})
}

type logShowCommand struct {
	ID string `arg:"" help:"pli_help_id"`
}

// Run shows a dispatch and everything that happened to it.
func (c *logShowCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		d, err := a.Desk.Show(s.ctx, dispatch.ID(c.ID))
		if err != nil {
			return err
		}
		events, err := a.Desk.Events(s.ctx, d.ID)
		if err != nil {
			return err
		}
		s.printShown(d, events)
		s.noteCall(a, d)
		return nil
	})
}

func (s *session) printShown(d dispatch.Dispatch, events []dispatch.Event) {
	if s.json {
		s.printJSON(struct {
			dispatchView
			Events []dispatch.Event `json:"events"`
		}{viewDispatch(d), events})
		return
	}
	s.printDispatch(d)
	fmt.Fprintln(s.out)
	rows := [][]string{}
	for _, e := range events {
		rows = append(rows, []string{s.when(e.At), s.told(d.Channel, e), e.Actor})
	}
	s.table(rows)
}

// told is an event in a sentence, with what a service answered that was asked to stop or to prolong.
func (s *session) told(channel dispatch.ChannelKind, e dispatch.Event) string {
	text := s.words.Event(e.Type)
	if key := "pli_portal_" + string(e.Type); channel == dispatch.Portal && s.words.Has(key) {
		text = s.words.Text(key)
	}
	answer := ""
	switch e.Type {
	case dispatch.EventRecallAnswered:
		if answer = e.Details["answer"]; channel == dispatch.Portal && answer == "stopped" {
			return s.toldEnded(e)
		}
	case dispatch.EventExtendFailed:
		answer = e.Details["code"]
	default:
		return text
	}
	for _, key := range []string{"error_" + answer, "pli_recall_" + answer} {
		if s.words.Has(key) {
			return text + " " + s.words.Text(key)
		}
	}
	return text
}

// toldEnded is the end of access to a deposit, and what was fetched before.
func (s *session) toldEnded(e dispatch.Event) string {
	text := s.words.Text("pli_portal_revoked")
	if e.Details["fetched"] != "" {
		text += " " + s.words.Text("pli_portal_fetched_before")
	}
	return text
}
