package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type registerCommand struct {
	Patient registerPatientCommand `cmd:"" help:"pli_help_register_patient"`
	Profile registerProfileCommand `cmd:"" help:"pli_help_register_profile"`
}

type registerPatientCommand struct {
	Patient     string   `arg:"" optional:"" help:"pli_help_register_who"`
	PatientFile string   `placeholder:"FILE|-" help:"pli_help_patient_file"`
	Dispatch    []string `placeholder:"ID" help:"pli_help_register_dispatch"`
	Output      string   `short:"o" placeholder:"FILE" help:"pli_help_output"`
	Language    string   `placeholder:"fr|en" help:"pli_help_page_language"`
}

// Run finds what was communicated about a person, and writes the page when a file is named.
func (c *registerPatientCommand) Run(s *session) error {
	patient, err := c.patient(s)
	if err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		found, err := c.found(s, a, patient)
		if err != nil {
			return err
		}
		if c.Output == "" {
			s.printCommunications(found)
			return nil
		}
		s.warnOfUnsure(found)
		page := pageFlags{Output: c.Output, Language: c.Language}
		return page.write(s, func(w io.Writer) error {
			return a.Desk.PrintCommunications(s.ctx, w, patient, idsOf(found), page.language(s))
		})
	})
}

func (c *registerPatientCommand) patient(s *session) (string, error) {
	read, err := s.fromFile(c.PatientFile, "patient-file")
	if err != nil {
		return "", err
	}
	patient := first(string(read), strings.TrimSpace(c.Patient))
	if patient == "" {
		return "", invalidField("required", "patient")
	}
	return patient, nil
}

// found are the dispatches picked, and else those that speak of the person.
func (c *registerPatientCommand) found(s *session, a *app.App, patient string) ([]desk.FoundCommunication, error) {
	if len(c.Dispatch) == 0 {
		return a.Desk.Communications(s.ctx, patient)
	}
	var picked []desk.FoundCommunication
	for _, id := range c.Dispatch {
		d, err := a.Desk.Show(s.ctx, dispatch.ID(id))
		if err != nil {
			return nil, err
		}
		picked = append(picked, desk.FoundCommunication{Communication: dispatch.CommunicationOf(d), Because: desk.ByPatient})
	}
	return picked, nil
}

func idsOf(found []desk.FoundCommunication) []dispatch.ID {
	ids := make([]dispatch.ID, len(found))
	for i, one := range found {
		ids[i] = one.Dispatch
	}
	return ids
}

// warnOfUnsure tells how many lines may be about somebody else.
func (s *session) warnOfUnsure(found []desk.FoundCommunication) {
	n := 0
	for _, one := range found {
		if one.Because != desk.ByPatient {
			n++
		}
	}
	if n > 0 && !s.json {
		fmt.Fprintln(s.err, s.words.Plural("pli_register_check", n))
	}
}

func (s *session) printCommunications(found []desk.FoundCommunication) {
	if s.json {
		for _, one := range found {
			one.At = one.At.UTC()
			s.printJSON(one)
		}
		return
	}
	if len(found) == 0 {
		s.say("pli_nothing_found")
		return
	}
	rows := [][]string{}
	for _, one := range found {
		sureness := "pli_register_unsure"
		if one.Because == desk.ByPatient {
			sureness = "pli_register_sure"
		}
		rows = append(rows, []string{
			s.when(one.At), s.words.Text(sureness), s.words.Nature(one.Communication), one.Recipient, s.words.Channel(one.Channel), s.words.State(one.Outcome),
			strings.ReplaceAll(s.words.Justification(one.Communication), "\n", "; "), string(one.Dispatch),
		})
	}
	s.table(rows)
	s.warnOfUnsure(found)
}

type registerProfileCommand struct {
	ServiceCentre *string `placeholder:"WHO" help:"pli_help_service_centre"`
	NEQ           *string `name:"neq" help:"pli_help_neq"`
	Responsible   *string `help:"pli_help_responsible"`
	Title         *string `help:"pli_help_responsible_title"`
	Phone         *string `help:"pli_help_responsible_phone"`
	Email         *string `help:"pli_help_responsible_email"`
}

// Run shows what the registers tell of the clinic, after changing what is named.
func (c *registerProfileCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		before, err := a.Desk.RegisterProfile(s.ctx)
		if err != nil {
			return err
		}
		p := before
		assign(&p.NEQ, c.NEQ)
		assign(&p.Responsible, c.Responsible)
		assign(&p.Title, c.Title)
		assign(&p.Phone, c.Phone)
		assign(&p.Email, c.Email)
		if c.ServiceCentre != nil {
			r, err := a.Desk.FindRecipient(s.ctx, *c.ServiceCentre)
			if err != nil {
				return err
			}
			p.ServiceCentre = r.ID
		}
		if p != before {
			if err := a.Desk.SaveRegisterProfile(s.ctx, p); err != nil {
				return err
			}
			if p, err = a.Desk.RegisterProfile(s.ctx); err != nil { // as it was tidied
				return err
			}
		}
		return s.printRegisterProfile(a, p)
	})
}

func (s *session) printRegisterProfile(a *app.App, p dispatch.RegisterProfile) error {
	if s.json {
		s.printJSON(p)
		return nil
	}
	centre := ""
	if p.ServiceCentre != "" {
		r, err := a.Desk.Recipient(s.ctx, p.ServiceCentre)
		if err != nil {
			return err
		}
		centre = r.Name
	}
	rows := [][]string{
		{s.words.Text("registers_service_centre"), centre},
		{s.words.Text("registers_neq"), p.NEQ},
		{s.words.Text("registers_responsible"), p.Responsible},
		{s.words.Text("registers_title"), p.Title},
		{s.words.Text("registers_phone"), s.words.PhoneNumber(p.Phone)},
		{s.words.Text("registers_email"), p.Email},
	}
	if s.table(withoutEmpty(rows)); len(withoutEmpty(rows)) == 0 {
		s.say("registers_profile_none")
	}
	return nil
}
