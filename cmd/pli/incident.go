package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type incidentCommand struct {
	Open   incidentOpenCommand   `cmd:"" help:"pli_help_incident_open"`
	List   incidentListCommand   `cmd:"" help:"pli_help_incident_list"`
	Show   incidentShowCommand   `cmd:"" help:"pli_help_incident_show"`
	Edit   incidentEditCommand   `cmd:"" help:"pli_help_incident_edit"`
	Link   incidentLinkCommand   `cmd:"" help:"pli_help_incident_link"`
	Notify incidentNotifyCommand `cmd:"" help:"pli_help_incident_notify"`
	Close  incidentCloseCommand  `cmd:"" help:"pli_help_incident_close"`
	Reopen incidentReopenCommand `cmd:"" help:"pli_help_incident_reopen"`
	Page   incidentPageCommand   `cmd:"" help:"pli_help_incident_page"`
	Letter incidentLetterCommand `cmd:"" help:"pli_help_incident_letter"`
	Export incidentExportCommand `cmd:"" help:"pli_help_incident_export"`
	Send   incidentSendCommand   `cmd:"" help:"pli_help_incident_send"`
}

// incidentRef names an incident by its id or its number.
type incidentRef struct {
	ID string `arg:"" help:"pli_help_incident_id"`
}

// find returns the incident that was named.
func (r incidentRef) find(s *session, a *app.App) (dispatch.Incident, error) {
	number, err := strconv.ParseInt(r.ID, 10, 64)
	if err != nil {
		return a.Desk.Incident(s.ctx, dispatch.ID(r.ID))
	}
	all, err := a.Desk.Incidents(s.ctx)
	if err != nil {
		return dispatch.Incident{}, err
	}
	i := slices.IndexFunc(all, func(i dispatch.Incident) bool { return i.Number == number })
	if i < 0 {
		return dispatch.Incident{}, &dispatch.Error{Op: "pli", Kind: dispatch.KindNotFound, Code: "incident_not_found"}
	}
	return all[i], nil
}

// change does one thing to the incident and shows it.
func (r incidentRef) change(s *session, do func(a *app.App, i dispatch.Incident) (dispatch.Incident, error)) error {
	return s.withHome(func(a *app.App) error {
		i, err := r.find(s, a)
		if err != nil {
			return err
		}
		if i, err = do(a, i); err != nil {
			s.noteMissingFields(err)
			return err
		}
		s.printIncident(i)
		return nil
	})
}

// noteMissingFields lists what keeps an incident open.
func (s *session) noteMissingFields(err error) {
	incomplete, ok := errors.AsType[*desk.IncompleteError](err)
	if ok && !s.json {
		s.note("pli_incident_missing", "fields", s.words.IncidentFields(incomplete.Missing))
	}
}

type incidentOpenCommand struct {
	Dispatch string `placeholder:"ID" help:"pli_help_incident_dispatch"`
}

// Run enters an incident in the register, with what a dispatch tells of it.
func (c *incidentOpenCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		start := desk.IncidentStart{Dispatch: dispatch.ID(c.Dispatch)}
		if c.Dispatch != "" {
			d, err := a.Desk.Show(s.ctx, start.Dispatch)
			if err != nil {
				return err
			}
			start.Information, start.Circumstances = s.words.IncidentOf(d, time.Local)
		}
		i, err := a.Desk.OpenIncident(s.ctx, start)
		if err != nil {
			return err
		}
		s.printIncident(i)
		return nil
	})
}

type incidentListCommand struct{}

// Run lists the register, the newest first.
func (c *incidentListCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		all, err := a.Desk.Incidents(s.ctx)
		if err != nil {
			return err
		}
		s.printIncidents(all)
		return nil
	})
}

type incidentShowCommand struct{ incidentRef }

// Run shows an entry with what it still lacks, and what happened to it.
func (c *incidentShowCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		i, err := c.find(s, a)
		if err != nil {
			return err
		}
		events, err := a.Desk.IncidentEvents(s.ctx, i.ID)
		if err != nil {
			return err
		}
		s.printIncidentStory(i, events)
		return nil
	})
}

type incidentLinkCommand struct {
	incidentRef
	Dispatch string `required:"" placeholder:"ID" help:"pli_help_incident_dispatch"`
}

// Run says that an incident is about another dispatch as well.
func (c *incidentLinkCommand) Run(s *session) error {
	return c.change(s, func(a *app.App, i dispatch.Incident) (dispatch.Incident, error) {
		return a.Desk.LinkIncident(s.ctx, i.ID, dispatch.ID(c.Dispatch))
	})
}

type incidentNotifyCommand struct {
	incidentRef
	To   string `required:"" placeholder:"cai|minister|persons|public" help:"pli_help_incident_to"`
	On   string `placeholder:"DATE" help:"pli_help_incident_on"`
	Note string `help:"pli_help_incident_note"`
}

// Run notes the day of a notice, or why it is not given.
func (c *incidentNotifyCommand) Run(s *session) error {
	on, ok := dispatch.ParseDay(c.On)
	if !ok {
		return invalidField("not_a_date", "on")
	}
	return c.change(s, func(a *app.App, i dispatch.Incident) (dispatch.Incident, error) {
		return a.Desk.NotifyIncident(s.ctx, i.ID, dispatch.NoticeTo(c.To), dispatch.IncidentNotice{On: on, Note: c.Note})
	})
}

type incidentCloseCommand struct{ incidentRef }

// Run ends the work on an incident whose entry is complete.
func (c *incidentCloseCommand) Run(s *session) error {
	return c.change(s, func(a *app.App, i dispatch.Incident) (dispatch.Incident, error) {
		return a.Desk.CloseIncident(s.ctx, i.ID)
	})
}

type incidentReopenCommand struct{ incidentRef }

// Run takes the work up again.
func (c *incidentReopenCommand) Run(s *session) error {
	return c.change(s, func(a *app.App, i dispatch.Incident) (dispatch.Incident, error) {
		return a.Desk.ReopenIncident(s.ctx, i.ID)
	})
}

// pageFlags say where a page goes, and in which language.
type pageFlags struct {
	Output   string `short:"o" required:"" placeholder:"FILE" help:"pli_help_output"`
	Language string `placeholder:"fr|en" help:"pli_help_page_language"`
}

// language is that of the page: pli's own unless another is named.
func (f pageFlags) language(s *session) string { return first(f.Language, string(s.words.Language())) }

// format is told by the file's ending.
func (f pageFlags) format() desk.RegisterFormat {
	return desk.RegisterFormat(strings.TrimPrefix(strings.ToLower(filepath.Ext(f.Output)), "."))
}

// write makes a new file, which stays only when it is whole.
func (f pageFlags) write(s *session, write func(w io.Writer) error) error {
	out, err := os.OpenFile(f.Output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	}
	if err := closing(out, write(out)); err != nil {
		_ = os.Remove(f.Output)
		return err
	}
	if s.json {
		s.printJSON(map[string]string{"written": f.Output})
		return nil
	}
	s.say("pli_page_written", "file", f.Output)
	return nil
}

type incidentPageCommand struct {
	incidentRef
	pageFlags
}

// Run writes an entry of the register as a page.
func (c *incidentPageCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		i, err := c.find(s, a)
		if err != nil {
			return err
		}
		return c.write(s, func(w io.Writer) error { return a.Desk.PrintIncident(s.ctx, w, i.ID, c.language(s)) })
	})
}

type incidentLetterCommand struct {
	incidentRef
	To string `required:"" placeholder:"cai|minister|persons" help:"pli_help_incident_to"`
	pageFlags
}

// Run drafts a notice.
func (c *incidentLetterCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		i, err := c.find(s, a)
		if err != nil {
			return err
		}
		return c.write(s, func(w io.Writer) error {
			return a.Desk.IncidentLetter(s.ctx, w, i.ID, dispatch.NoticeTo(c.To), c.format(), c.language(s))
		})
	})
}

type incidentExportCommand struct{ pageFlags }

// Run writes the whole register.
func (c *incidentExportCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		return c.write(s, func(w io.Writer) error { return a.Desk.ExportIncidents(s.ctx, w, c.format(), c.language(s)) })
	})
}

type incidentSendCommand struct {
	incidentRef
	To       string `placeholder:"WHO" help:"pli_help_incident_send_to"`
	Channel  string `placeholder:"CHANNEL" help:"pli_help_channel"`
	Form     string `placeholder:"FORM" help:"pli_help_form"`
	Language string `placeholder:"fr|en" help:"pli_help_page_language"`
	Wait     bool   `help:"pli_help_wait"`
}

// Run sends the page of an incident, to the service centre unless somebody is named.
func (c *incidentSendCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		i, err := c.find(s, a)
		if err != nil {
			return err
		}
		draft, err := c.draft(s, a, i)
		if err != nil {
			return err
		}
		sent, err := a.Desk.SendIncident(s.ctx, i.ID, draft)
		if err != nil && sent.ID == "" {
			return err
		}
		if err != nil { // it has left, and is to be linked by hand
			fmt.Fprintln(s.err, s.words.Error(err))
		}
		if c.Wait {
			return s.await(a, sent)
		}
		s.printDispatch(sent)
		s.noteCall(a, sent)
		return outcome(sent)
	})
}

func (c *incidentSendCommand) draft(s *session, a *app.App, i dispatch.Incident) (desk.Draft, error) {
	var to dispatch.Recipient
	if c.To != "" {
		var err error
		if to, err = a.Desk.FindRecipient(s.ctx, c.To); err != nil {
			return desk.Draft{}, err
		}
	}
	draft, err := a.Desk.IncidentDraft(context.WithoutCancel(s.ctx), i.ID, to, first(c.Language, string(s.words.Language())))
	if c.Channel != "" {
		draft.Channel = dispatch.ChannelKind(c.Channel)
	}
	draft.Form = dispatch.Form(c.Form)
	draft.Purpose, draft.Authorisation = s.words.Text("incident_declare_purpose"), s.words.Text("incident_declare_authorisation")
	draft.Reason = s.words.Text("incident_declare_reason")
	return draft, err
}
