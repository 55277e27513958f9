package main

import (
	"strings"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// accountPassportCommand takes only what is given; the rest stays as it was recorded.
type accountPassportCommand struct {
	Name       string  `arg:"" help:"pli_help_account_name"`
	StoredIn   *string `placeholder:"CA-QC|US|unknown" help:"pli_help_passport_stored_in"`
	Contract   *string `placeholder:"DATE" help:"pli_help_passport_contract"`
	Assessment *string `placeholder:"DATE" help:"pli_help_passport_assessment"`
	Retention  *int    `placeholder:"DAYS" help:"pli_help_passport_retention"`
}

// unknownPlace says that nobody can tell where a service stores.
const unknownPlace = "unknown"

// Run records what the clinic knows of a service, as gone over today.
func (c *accountPassportCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		passport, err := c.known(s, a)
		if err != nil {
			return err
		}
		if err := c.apply(&passport); err != nil {
			return err
		}
		account, err := a.Desk.SavePassport(s.ctx, c.Name, passport)
		if err != nil {
			return err
		}
		s.printAccounts(a, []dispatch.Account{account})
		return nil
	})
}

// known is the passport as it was last recorded.
func (c *accountPassportCommand) known(s *session, a *app.App) (dispatch.Passport, error) {
	accounts, err := a.Desk.Accounts(s.ctx)
	for _, account := range accounts {
		if account.Name == c.Name && account.Passport != nil {
			return *account.Passport, err
		}
	}
	return dispatch.Passport{}, err
}

func (c *accountPassportCommand) apply(p *dispatch.Passport) error {
	if c.StoredIn != nil {
		if p.StoredIn = *c.StoredIn; strings.EqualFold(p.StoredIn, unknownPlace) {
			p.StoredIn = ""
		}
	}
	if c.Retention != nil {
		p.Retention = *c.Retention
	}
	if err := setDate(&p.Contract, c.Contract, "contract"); err != nil {
		return err
	}
	return setDate(&p.Assessment, c.Assessment, "assessment")
}

// setDate reads a day; an empty one takes the date back.
func setDate(to *time.Time, from *string, field string) error {
	if from == nil {
		return nil
	}
	if *from == "" {
		*to = time.Time{}
		return nil
	}
	day, err := time.Parse(time.DateOnly, *from)
	if err != nil {
		return invalidField("date_invalid", field)
	}
	*to = day
	return nil
}

// passportLine is what is known of a service, on one line; empty where there is nothing to know.
func (s *session) passportLine(a *app.App, account dispatch.Account) string {
	p := account.Passport
	switch {
	case !a.Desk.TakesPassport(account):
		return ""
	case p == nil:
		return s.words.Text("pli_no_passport")
	}
	key := "pli_passport"
	if a.Desk.PassportOld(account) {
		key = "pli_passport_old"
	}
	where := p.StoredIn
	if where == "" {
		where = s.words.Text("pli_passport_nowhere")
	}
	return s.words.Text(key, "place", where, "contract", s.day(p.Contract), "assessment", s.day(p.Assessment), "reviewed", s.day(p.Reviewed))
}

func (s *session) day(t time.Time) string {
	if t.IsZero() {
		return s.words.Text("pli_no_date")
	}
	return t.Format(time.DateOnly)
}
