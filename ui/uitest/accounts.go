package uitest

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Serve makes a real desk of it, whose faxes these accounts carry.
func (d *Desk) Serve(accounts ...dispatch.Account) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.InPractice, d.accounts = false, nil
	for _, a := range accounts {
		a.ID = d.id()
		d.accounts = append(d.accounts, a)
	}
}

// AccountSecret is what was last given to an account.
func (d *Desk) AccountSecret(id dispatch.ID) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.secrets[id]
}

// number asks for the verification of a fax number as the real desk does: never, a year ago, or in doubt.
func (d *Desk) number(o *desk.Option, route dispatch.Route) {
	v := route.Verification
	o.Doubt = route.Doubtful
	switch {
	case route.InDoubt():
		o.Unverified = desk.UnverifiedDoubtful
	case v == nil:
		o.Unverified = desk.UnverifiedNew
	case v.At.AddDate(1, 0, 0).Before(d.Now()):
		o.Unverified = desk.UnverifiedOld
	case route.Failed != nil:
		o.Doubt, o.Notices = route.Failed, append(o.Notices, desk.NoticeNumberFailed)
	}
	if v != nil {
		o.Verified = v.At
	}
	if o.Unverified != "" {
		o.Needs = append(o.Needs, desk.NeedVerification)
	}
}

// carrier names the account, and asks for its passport.
func (d *Desk) carrier(o *desk.Option) {
	a, ok := d.inUse()[o.Channel]
	if !ok {
		o.Needs = append(o.Needs, desk.NeedAccount)
		return
	}
	o.Account = a.ID
	switch {
	case d.TakesPassport(a) && a.Passport == nil:
		o.Needs = append(o.Needs, desk.NeedPassport)
	case d.PassportOld(a):
		o.Notices = append(o.Notices, desk.NoticePassportOld)
	}
}

// Accounts lists the accounts.
func (d *Desk) Accounts(context.Context) ([]dispatch.Account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.accounts), d.called("Accounts")
}

// AddAccount keeps an account and its secret.
func (d *Desk) AddAccount(_ context.Context, a dispatch.Account, secret []byte, _ bool) (dispatch.Account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("AddAccount"); err != nil {
		return a, err
	}
	a.ID = d.id()
	d.accounts = append(d.accounts, a)
	d.secrets[a.ID] = string(secret)
	d.version++
	return a, nil
}

// TestAccount answers what a test told it to, once it is let go.
func (d *Desk) TestAccount(ctx context.Context, name string) error {
	if err := d.wait(ctx, "TestAccount"); err != nil {
		return err
	}
	outcome := d.failure("TestAccount")
	d.mu.Lock()
	defer d.mu.Unlock()
	check := desk.AccountCheck{At: d.Now()}
	if failure := dispatch.FailureOf(outcome); failure != nil {
		check.Kind, check.Code = failure.Kind, failure.Code
	}
	if d.checks == nil {
		d.checks = map[dispatch.ID]desk.AccountCheck{}
	}
	d.checks[dispatch.ID(name)] = check
	return outcome
}

// ChangeSecret keeps another secret.
func (d *Desk) ChangeSecret(_ context.Context, name string, secret []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("ChangeSecret"); err != nil {
		return err
	}
	d.secrets[dispatch.ID(name)] = string(secret)
	return nil
}

// RemoveAccount forgets an account.
func (d *Desk) RemoveAccount(_ context.Context, name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("RemoveAccount"); err != nil {
		return err
	}
	d.accounts = slices.DeleteFunc(d.accounts, func(a dispatch.Account) bool { return string(a.ID) == name })
	d.version++
	return nil
}

// SavePassport keeps a passport as gone over now.
func (d *Desk) SavePassport(_ context.Context, name string, p dispatch.Passport) (dispatch.Account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SavePassport"); err != nil {
		return dispatch.Account{}, err
	}
	i := slices.IndexFunc(d.accounts, func(a dispatch.Account) bool { return string(a.ID) == name })
	if i < 0 {
		return dispatch.Account{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindNotFound, Code: "account_not_found"}
	}
	p.Reviewed = d.Now()
	d.accounts[i].Passport = &p
	d.version++
	return d.accounts[i], nil
}

// TakesPassport is true of every fax service but the practice machine and the clinic's own server.
func (d *Desk) TakesPassport(a dispatch.Account) bool {
	return a.Channel == dispatch.CloudFax && a.Provider != desk.PracticeProvider && a.Provider != "hylafax"
}

// PassportOld is true after a year.
func (d *Desk) PassportOld(a dispatch.Account) bool {
	return d.TakesPassport(a) && a.Passport != nil && a.Passport.Reviewed.AddDate(1, 0, 0).Before(d.Now())
}

// DoubtNumber notes that the recipient is not at the fax number.
func (d *Desk) DoubtNumber(_ context.Context, id dispatch.ID, number string) (dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("DoubtNumber"); err != nil {
		return dispatch.Recipient{}, err
	}
	r, _ := d.recipient(id)
	r.Routes = slices.Clone(r.Routes)
	for i := range r.Routes {
		if r.Routes[i].Channel == dispatch.CloudFax && r.Routes[i].Address == number {
			r.Routes[i].Doubtful = &dispatch.Doubt{Code: dispatch.NotHere, At: d.Now()}
		}
	}
	d.version++
	return d.keep(r), nil
}

// LetGo gives what was held back a time to leave.
func (d *Desk) LetGo(_ context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("LetGo"); err != nil {
		return dispatch.Dispatch{}, err
	}
	i := d.index(id)
	d.dispatches[i].NextAt = d.Now().Add(time.Second)
	d.tell(id, dispatch.EventLetGo, d.Now())
	return d.dispatches[i], nil
}
