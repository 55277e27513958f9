package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type recipientCommand struct {
	Add    recipientAddCommand    `cmd:"" help:"pli_help_recipient_add"`
	Edit   recipientEditCommand   `cmd:"" help:"pli_help_recipient_edit"`
	List   recipientListCommand   `cmd:"" help:"pli_help_recipient_list"`
	Show   recipientShowCommand   `cmd:"" help:"pli_help_recipient_show"`
	Verify recipientVerifyCommand `cmd:"" help:"pli_help_recipient_verify"`
	Doubt  recipientDoubtCommand  `cmd:"" help:"pli_help_recipient_doubt"`
	Route  recipientRouteCommand  `cmd:"" help:"pli_help_recipient_route"`
	Remove recipientRemoveCommand `cmd:"" help:"pli_help_recipient_remove"`
	Secret recipientSecretCommand `cmd:"" help:"pli_help_recipient_secret"`

	Organisations recipientOrganisationsCommand `cmd:"" help:"pli_help_recipient_organisations"`
	Import        recipientImportCommand        `cmd:"" help:"pli_help_recipient_import"`
	Export        recipientExportCommand        `cmd:"" help:"pli_help_recipient_export"`
	Story         recipientStoryCommand         `cmd:"" help:"pli_help_recipient_story"`
	Duplicates    recipientDuplicatesCommand    `cmd:"" help:"pli_help_recipient_duplicates"`
	Merge         recipientMergeCommand         `cmd:"" help:"pli_help_recipient_merge"`
}

// recipientFlags are the fields of a recipient; those not given stay as they are.
type recipientFlags struct {
	Name            *string `help:"pli_help_name"`
	Organisation    *string `help:"pli_help_organisation"`
	Department      *string `help:"pli_help_department"`
	Class           *string `placeholder:"CLASS" help:"pli_help_class"`
	Facility        *string `placeholder:"FACILITY" help:"pli_help_facility"`
	Email           *string `help:"pli_help_email"`
	Fax             *string `help:"pli_help_fax"`
	FaxAgain        string  `help:"pli_help_fax_again"`
	Portal          *string `help:"pli_help_portal"`
	Phone           *string `help:"pli_help_phone"`
	Directory       *string `placeholder:"yes|no" help:"pli_help_directory"`
	System          *string `placeholder:"emr|rsss_system|psv" help:"pli_help_system"`
	Preference      *string `placeholder:"CHANNEL" help:"pli_help_preference"`
	Consent         *string `placeholder:"yes|no" help:"pli_help_consent"`
	PortalAvailable *string `placeholder:"yes|no" help:"pli_help_portal_available"`
	Language        *string `placeholder:"fr|en" help:"pli_help_language"`
	EmailForm       *string `placeholder:"FORM" help:"pli_help_email_form"`
	Restricted      *string `placeholder:"yes|no" help:"pli_help_restricted"`
}

func (f *recipientFlags) apply(r *dispatch.Recipient, now time.Time) error {
	set(&r.Name, f.Name)
	set(&r.Organisation, f.Organisation)
	set(&r.Department, f.Department)
	set(&r.Form, f.EmailForm)
	set(&r.Class, f.Class)
	set(&r.Facility, f.Facility)
	set(&r.Phone, f.Phone)
	set(&r.System, f.System)
	set(&r.Preference, f.Preference)
	set(&r.Language, f.Language)
	for _, field := range []struct {
		name string
		to   *dispatch.Truth
		from *string
	}{
		{"directory", &r.InDirectory, f.Directory},
		{"consent", &r.ChannelConsent, f.Consent},
		{"portal-available", &r.PortalAvailable, f.PortalAvailable},
	} {
		if err := setTruth(field.to, field.from, field.name); err != nil {
			return err
		}
	}
	restricted := dispatch.TruthOf(r.Restricted)
	if err := setTruth(&restricted, f.Restricted, "restricted"); err != nil {
		return err
	}
	r.Restricted = restricted.Is()
	setRoute(r, dispatch.EmailEncrypted, f.Email, nil)
	setRoute(r, dispatch.Portal, f.Portal, nil)
	return f.applyFax(r, now)
}

// applyFax takes a number as verified only when it was typed twice.
func (f *recipientFlags) applyFax(r *dispatch.Recipient, now time.Time) error {
	if f.Fax == nil {
		return nil
	}
	var verified *dispatch.Verification
	if f.FaxAgain != "" {
		if digits(f.FaxAgain) != digits(*f.Fax) {
			return &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "fax_not_the_same", Field: "fax-again"}
		}
		verified = &dispatch.Verification{By: app.Actor(), How: desk.TypedTwice, At: now}
	}
	setRoute(r, dispatch.CloudFax, f.Fax, verified)
	return nil
}

// digits are those of a number without the country code, so that two ways of typing it compare.
func digits(text string) string {
	all := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	if len(all) == 11 {
		return strings.TrimPrefix(all, "1")
	}
	return all
}

func setTruth(to *dispatch.Truth, from *string, field string) error {
	if from == nil {
		return nil
	}
	switch *from {
	case "yes":
		*to = dispatch.True
	case "no":
		*to = dispatch.False
	case "":
		*to = dispatch.Unknown
	default:
		return unknownValue(field)
	}
	return nil
}

// setRoute replaces the first route of a channel; an empty address removes it.
func setRoute(r *dispatch.Recipient, channel dispatch.ChannelKind, address *string, v *dispatch.Verification) {
	if address == nil {
		return
	}
	i := slices.IndexFunc(r.Routes, func(route dispatch.Route) bool { return route.Channel == channel })
	if i < 0 {
		i = len(r.Routes)
	} else {
		r.Routes = slices.Delete(slices.Clone(r.Routes), i, i+1)
	}
	if *address != "" {
		r.Routes = slices.Insert(r.Routes, i, dispatch.Route{Channel: channel, Address: *address, Verification: v})
	}
}

type recipientAddCommand struct{ recipientFlags }

// Run stores a new recipient.
func (c *recipientAddCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		var r dispatch.Recipient
		if err := c.apply(&r, s.now()); err != nil {
			return err
		}
		return s.saveRecipient(a, r)
	})
}

type recipientEditCommand struct {
	Who string `arg:"" help:"pli_help_who"`
	recipientFlags
}

// Run changes the fields given.
func (c *recipientEditCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		if err := c.apply(&r, s.now()); err != nil {
			return err
		}
		return s.saveRecipient(a, r)
	})
}

func (s *session) saveRecipient(a *app.App, r dispatch.Recipient) error {
	saved, err := a.Desk.SaveRecipient(s.ctx, r)
	if err != nil {
		return err
	}
	s.printRecipient(saved)
	cautions, err := a.Desk.Cautions(s.ctx, saved)
	for _, caution := range cautions {
		s.note("caution_" + string(caution))
	}
	return err
}

type recipientShowCommand struct {
	Who string `arg:"" help:"pli_help_who"`
}

// Run shows one recipient whole.
func (c *recipientShowCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(_ *app.App, r dispatch.Recipient) error {
		s.printRecipient(r)
		return nil
	})
}

type recipientVerifyCommand struct {
	Who     string `arg:"" help:"pli_help_who"`
	Channel string `default:"cloud_fax" help:"pli_help_channel"`
	Address string `help:"pli_help_verify_address"`
	How     string `required:"" help:"pli_help_how"`
}

// Run records that an address was checked.
func (c *recipientVerifyCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		verified, err := a.Desk.VerifyAddress(s.ctx, r.ID, dispatch.ChannelKind(c.Channel), c.Address, c.How)
		if err != nil {
			return err
		}
		s.printRecipient(verified)
		return nil
	})
}

type recipientDoubtCommand struct {
	Who string `arg:"" help:"pli_help_who"`
}

// Run records that somebody else answers at a fax number. What waits for it is held back.
func (c *recipientDoubtCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		doubted, err := a.Desk.DoubtRoute(s.ctx, r.ID)
		if err != nil {
			return err
		}
		s.printRecipient(doubted)
		return nil
	})
}

func (s *session) printRecipient(r dispatch.Recipient) {
	if s.json {
		s.printJSON(r)
		return
	}
	rows := [][]string{
		{s.words.Text("pli_field_id"), string(r.ID)},
		{s.words.Text("pli_field_name"), r.Name},
		{s.words.Text("pli_field_organisation"), belonging(r)},
		{s.words.Text("pli_field_class"), s.words.Class(r.Class)},
	}
	if r.Phone != "" {
		rows = append(rows, []string{s.words.Text("pli_field_phone"), s.words.PhoneNumber(r.Phone)})
	}
	if r.Facility != "" {
		rows = append(rows, []string{s.words.Text("pli_field_facility"), s.words.Facility(r.Facility)})
	}
	if r.Restricted {
		rows = append(rows, []string{s.words.Text("pli_field_restricted"), s.words.Concern(desk.ConcernRestricted, 0)})
	}
	if r.Directory != nil {
		rows = append(rows, []string{s.words.Text("pli_field_directory"), s.directoryLine(*r.Directory)})
	}
	for _, route := range r.Routes {
		rows = append(rows, []string{s.words.Channel(route.Channel), s.routeLine(route)})
	}
	s.table(rows)
}

// belonging is the organisation with its department.
func belonging(r dispatch.Recipient) string {
	return strings.Trim(r.Organisation+", "+r.Department, ", ")
}

// directoryLine says where an entry came from, and whether it is still there.
func (s *session) directoryLine(entry dispatch.Entry) string {
	if !entry.Gone.IsZero() {
		return s.words.Text("pli_directory_gone", "source", entry.Source, "at", s.when(entry.Gone))
	}
	return s.words.Text("pli_directory_found", "source", entry.Source, "at", s.when(entry.At))
}

func (s *session) routeLine(route dispatch.Route) string {
	address := route.Address
	if route.Channel == dispatch.CloudFax {
		address = s.words.PhoneNumber(address)
	}
	line := s.words.Text("pli_route_unverified", "address", address)
	if route.Verification != nil {
		line = s.words.Text("pli_route_verified_by", "address", address, "at", s.when(route.Verification.At), "by", route.Verification.By,
			"how", s.how(route.Verification.How))
	}
	if route.Label != "" {
		line = fmt.Sprintf("%s (%s)", line, route.Label)
	}
	switch {
	case route.InDoubt():
		return s.againstLine("pli_route_doubtful", line, *route.Doubtful)
	case route.Failed != nil:
		return s.againstLine("pli_route_failed", line, *route.Failed)
	default:
		return line
	}
}

// how is the way in which somebody verified an address, as they noted it.
func (s *session) how(how string) string {
	if how == desk.TypedTwice {
		return s.words.Text("pli_how_typed_twice")
	}
	return how
}

// againstLine adds what speaks against a number.
func (s *session) againstLine(key, line string, doubt dispatch.Doubt) string {
	return s.words.Text(key, "line", line, "at", s.when(doubt.At), "why", s.words.Error(&dispatch.Error{Code: doubt.Code}))
}

func (s *session) withHome(do func(*app.App) error) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a)
}

func (s *session) withRecipient(who string, do func(*app.App, dispatch.Recipient) error) error {
	return s.withHome(func(a *app.App) error {
		r, err := a.Desk.FindRecipient(s.ctx, who)
		if err != nil {
			return err
		}
		return do(a, r)
	})
}
