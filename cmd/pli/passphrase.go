package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

type passphraseCommand struct {
	ID          string `arg:"" optional:"" help:"pli_help_passphrase_id"`
	Arrived     bool   `help:"pli_help_passphrase_arrived"`
	Given       bool   `xor:"do" help:"pli_help_passphrase_given"`
	Anyway      string `placeholder:"REASON" help:"pli_help_passphrase_anyway"`
	Sheet       bool   `xor:"do" help:"pli_help_passphrase_sheet"`
	Card        string `xor:"do" placeholder:"FILE" help:"pli_help_passphrase_card"`
	ForgetAfter *int   `xor:"do" placeholder:"DAYS" help:"pli_help_passphrase_forget_after"`
}

// Run shows the passphrase for the telephone, and notes the steps of the call. The showing is logged.
func (c *passphraseCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if c.ID != "" && c.ForgetAfter != nil {
			return &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "passphrase_days_for_all", Field: "forget-after"}
		}
		if c.ID == "" {
			return s.passphraseDays(a, c.ForgetAfter)
		}
		id := dispatch.ID(c.ID)
		if c.Card != "" {
			return s.writeCard(a, id, c.Card)
		}
		if c.Arrived {
			if err := a.Desk.ConfirmArrival(s.ctx, id); err != nil {
				return err
			}
		}
		if c.Given {
			return s.given(a, id)
		}
		return c.show(s, a, id)
	})
}

// show prints the words alone, for programs, with what is missing beside them; or the whole sheet, whose words
// wait for the arrival.
func (c *passphraseCommand) show(s *session, a *app.App, id dispatch.ID) error {
	call, err := a.Desk.Call(s.ctx, id)
	if err != nil {
		return err
	}
	if c.Sheet && call.Kept {
		s.sayCall(call)
	}
	var passphrase string
	if c.Sheet || c.Anyway != "" {
		passphrase, err = a.Desk.RevealPassphrase(s.ctx, id, c.Anyway)
	} else {
		passphrase, err = a.Desk.Passphrase(s.ctx, id)
	}
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(viewCall(call, passphrase))
		return nil
	}
	if c.Sheet {
		s.sayWords(call.Recipient.Language, passphrase)
	} else {
		s.say("pli_passphrase", "passphrase", passphrase)
	}
	s.noteMissing(call)
	return nil
}

// noteCall tells of words that somebody must still give by telephone for a dispatch to be opened.
func (s *session) noteCall(a *app.App, d dispatch.Dispatch) {
	if s.json || d.State == dispatch.Failed || d.State == dispatch.Cancelled {
		return
	}
	call, err := a.Desk.Call(s.ctx, d.ID)
	if err == nil && call.Kept && !call.Agreed && call.Given.IsZero() {
		s.note("pli_call_due", "id", d.ID)
	}
}

func (s *session) sayCall(c desk.Call) {
	if s.json {
		return
	}
	if c.Recipient.Phone == "" {
		s.say("call_no_number", "name", c.Recipient.Name)
	} else {
		s.say("call_number", "name", c.Recipient.Name, "phone", s.words.PhoneNumber(c.Recipient.Phone))
	}
	if c.Recipient.Class == dispatch.Patient || c.Recipient.Class == dispatch.Caregiver {
		s.say("call_identity_person")
	} else {
		s.say("call_identity_professional")
	}
	s.say("call_ask_arrival")
}

// sayWords spells in the language that is spoken with the recipient.
func (s *session) sayWords(language, passphrase string) {
	words := s.words
	if l, ok := wording.ParseLanguage(language); ok {
		words = wording.For(l)
	}
	for i, word := range strings.Split(passphrase, "-") {
		s.say("call_word", "n", i+1, "word", word, "spelling", words.Spell(word))
	}
}

func (s *session) noteMissing(c desk.Call) {
	switch {
	case c.Agreed:
		s.note("call_agreed", "name", c.Recipient.Name)
	case c.Arrived.IsZero():
		s.note("call_missing_arrival", "id", string(c.Dispatch.ID))
	case c.Given.IsZero():
		s.note("call_missing_given", "id", string(c.Dispatch.ID))
	}
}

func (s *session) given(a *app.App, id dispatch.ID) error {
	if err := a.Desk.PassphraseGiven(s.ctx, id); err != nil {
		return err
	}
	call, err := a.Desk.Call(s.ctx, id)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(viewCall(call, ""))
		return nil
	}
	s.say("call_given", "date", s.words.DateTime(call.Given, time.Local))
	return nil
}

// callView is a call as programs read it.
type callView struct {
	Passphrase string     `json:"passphrase,omitempty"`
	Phone      string     `json:"phone,omitempty"`
	Agreed     bool       `json:"agreed"`
	Arrived    *time.Time `json:"arrived"`
	Given      *time.Time `json:"given"`
}

func viewCall(c desk.Call, passphrase string) callView {
	return callView{
		Passphrase: passphrase, Phone: c.Recipient.Phone, Agreed: c.Agreed,
		Arrived: instant(c.Arrived), Given: instant(c.Given),
	}
}

// passphraseDays changes after how many days passphrases are destroyed, unless days is nil, and tells it.
func (s *session) passphraseDays(a *app.App, days *int) error {
	if days != nil {
		if err := a.Desk.SavePassphraseDays(s.ctx, *days); err != nil {
			return err
		}
	}
	kept, err := a.Desk.PassphraseDays(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]int{"forget_after_days": kept})
		return nil
	}
	fmt.Fprintln(s.out, s.words.Plural("passphrase_days", kept))
	return nil
}

func (s *session) writeCard(a *app.App, id dispatch.ID, path string) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	}
	err = closing(out, a.Desk.PrintOpeningCard(s.ctx, out, id))
	if err != nil {
		_ = os.Remove(path)
		return err
	}
	s.note("call_card_written")
	return nil
}

func closing(c io.Closer, err error) error {
	if failed := c.Close(); err == nil && failed != nil {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	}
	return err
}

type recipientSecretCommand struct {
	Who    string    `arg:"" help:"pli_help_who"`
	New    bool      `xor:"do" help:"pli_help_secret_new"`
	Told   bool      `xor:"do" help:"pli_help_secret_told"`
	Show   bool      `xor:"do" help:"pli_help_secret_show"`
	Forget bool      `xor:"do" help:"pli_help_secret_forget"`
	Drawn  time.Time `placeholder:"TIME" help:"pli_help_secret_drawn"`
}

// secretTold puts the phrase drawn at a time into use; without the time, the one that waits.
func (s *session) secretTold(a *app.App, r dispatch.Recipient, drawn time.Time) error {
	if drawn.IsZero() {
		standing, err := a.Desk.SecretStanding(s.ctx, r.ID)
		if err != nil {
			return err
		}
		drawn = standing.Drawn
	}
	if err := a.Desk.SecretTold(s.ctx, r.ID, drawn); err != nil {
		return err
	}
	s.note("secret_told")
	return nil
}

// Run draws a phrase for a recipient, puts it into use once told, shows it or forgets it; without a flag it tells
// since when there is one.
func (c *recipientSecretCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		switch {
		case c.New:
			secret, err := a.Desk.DrawSecret(s.ctx, r.ID)
			return s.saySecret(secret, "secret_drawn", err)
		case c.Told:
			return s.secretTold(a, r, c.Drawn)
		case c.Show:
			secret, err := a.Desk.Secret(s.ctx, r.ID)
			return s.saySecret(secret, "", err)
		case c.Forget:
			if err := a.Desk.ForgetSecret(s.ctx, r.ID); err != nil {
				return err
			}
			s.note("secret_forgotten")
			return nil
		}
		return s.saySince(a, r)
	})
}

func (s *session) saySecret(secret, note string, err error) error {
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]string{"passphrase": secret})
		return nil
	}
	s.say("pli_passphrase", "passphrase", secret)
	if note != "" {
		s.note(note)
	}
	return nil
}

func (s *session) saySince(a *app.App, r dispatch.Recipient) error {
	standing, err := a.Desk.SecretStanding(s.ctx, r.ID)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]*time.Time{"agreed": instant(standing.Agreed), "drawn": instant(standing.Drawn)})
		return nil
	}
	if standing == (desk.SecretStanding{}) {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindNotFound, Code: "no_agreed_secret"}
	}
	if !standing.Agreed.IsZero() {
		s.say("secret_since", "date", s.words.Date(standing.Agreed, time.Local))
	}
	if !standing.Drawn.IsZero() {
		s.say("secret_waits", "date", s.words.Date(standing.Drawn, time.Local))
	}
	return nil
}
