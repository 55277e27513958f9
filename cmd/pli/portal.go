package main

import (
	"strconv"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type portalCommand struct {
	Set  portalSetCommand  `cmd:"" help:"pli_help_portal_set"`
	Show portalShowCommand `cmd:"" help:"pli_help_portal_show"`
}

type portalSetCommand struct {
	ExpiryDays   *int `placeholder:"DAYS" help:"pli_help_portal_expiry_days"`
	ReminderDays *int `placeholder:"DAYS" help:"pli_help_portal_reminder_days"`
}

// Run changes the settings given and keeps the others.
func (c *portalSetCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		days, err := a.Desk.PortalDays(s.ctx)
		if err != nil {
			return err
		}
		if c.ExpiryDays != nil {
			days.Expiry = *c.ExpiryDays
		}
		if c.ReminderDays != nil {
			days.Reminder = *c.ReminderDays
		}
		if err := a.Desk.SavePortalDays(s.ctx, days); err != nil {
			return err
		}
		return showPortal(s, a)
	})
}

type portalShowCommand struct{}

// Run shows how long portals give access, and when a person is reminded.
func (c *portalShowCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error { return showPortal(s, a) })
}

func showPortal(s *session, a *app.App) error {
	days, err := a.Desk.PortalDays(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(days)
		return nil
	}
	s.table([][]string{
		{s.words.Text("pli_field_portal_expiry"), strconv.Itoa(days.Expiry)},
		{s.words.Text("pli_field_portal_reminder"), strconv.Itoa(days.Reminder)},
	})
	return nil
}

type outboxExtendCommand struct {
	ID   string `arg:"" help:"pli_help_id"`
	Days int    `required:"" placeholder:"DAYS" help:"pli_help_extend_days"`
}

// Run prolongs the access to what a portal has: so many days from now.
func (c *outboxExtendCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		d, err := a.Desk.Extend(s.ctx, dispatch.ID(c.ID), s.inDays(c.Days))
		if err != nil {
			return err
		}
		s.printDispatch(d)
		return nil
	})
}

// inDays is so many days from now.
func (s *session) inDays(days int) time.Time { return s.clock().AddDate(0, 0, days) }

func (s *session) clock() time.Time {
	if s.now == nil {
		return time.Now()
	}
	return s.now()
}

// portalRows are what a portal told of a deposit. The passphrase never stands beside the link.
func (s *session) portalRows(r *dispatch.Receipt) [][]string {
	if r == nil {
		return nil
	}
	var rows [][]string
	if r.Link != "" {
		rows = append(rows, []string{s.words.Text("pli_field_link"), r.Link})
	}
	for _, told := range []struct {
		key string
		at  time.Time
	}{
		{"pli_field_notified", r.Notified},
		{"pli_field_fetched", r.Fetched},
		{s.endKey(r), r.Expires},
		{"pli_field_revoked", r.Revoked},
	} {
		if !told.at.IsZero() {
			rows = append(rows, []string{s.words.Text(told.key), s.when(told.at)})
		}
	}
	return rows
}

// endKey tells an end of access that is still to come from one that is past. Nobody has to be asked for it.
func (s *session) endKey(r *dispatch.Receipt) string {
	if r.Expires.After(s.clock()) {
		return "pli_field_expires"
	}
	return "pli_field_expired"
}

// promises are the keys of the sentences that tell what a portal can keep. What it cannot is not told.
func promises(c *dispatch.Capabilities) []string {
	if c == nil {
		return nil
	}
	var keys []string
	for _, p := range []struct {
		kept bool
		key  string
	}{
		{c.Unproven, "portal_unproven"},
		{c.Notify, "portal_can_notify"},
		{c.Link, "portal_can_link"},
		{c.Password, "portal_can_password"},
		{c.Receipts == dispatch.ReceiptsCount, "portal_can_receipts_count"},
		{c.Receipts == dispatch.ReceiptsRecipient, "portal_can_receipts_per_recipient"},
		{c.Revoke, "portal_can_revoke"},
		{c.Extend, "portal_can_extend"},
		{c.Resume, "portal_can_resume"},
	} {
		if p.kept {
			keys = append(keys, p.key)
		}
	}
	return keys
}
