package desk

import (
	"context"
	"errors"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// AccountCheck is what came of the last test of an account.
type AccountCheck struct {
	At   time.Time     `json:"at,omitzero"`
	Took time.Duration `json:"took"`           // until the service answered
	Kind string        `json:"kind,omitempty"` // of what went wrong, as in dispatch.Failure; empty: nothing did
	Code string        `json:"code,omitempty"`
	// Fresh is when the account was given another secret since; zero: it was not.
	Fresh time.Time `json:"fresh,omitzero"`
}

// Failed reports whether the service could not be used.
func (c AccountCheck) Failed() bool { return c.Kind != "" }

func checkSetting(account dispatch.ID) string { return "account_check/" + string(account) }

// AccountCheck returns the outcome of the last test, and whether there was one since the account was last given
// another secret.
func (d *Desk) AccountCheck(ctx context.Context, account dispatch.ID) (AccountCheck, bool, error) {
	var c AccountCheck
	_, err := d.config.Store.Setting(ctx, checkSetting(account), &c)
	return c, !c.At.IsZero(), err
}

// keepCheck keeps the outcome of a test, and forgets nothing of it when the person no longer waits.
func (d *Desk) keepCheck(ctx context.Context, account dispatch.ID, began time.Time, outcome error) error {
	if errors.Is(outcome, context.Canceled) {
		return nil // it says nothing of the account
	}
	c := AccountCheck{At: d.config.Now(), Took: d.config.Now().Sub(began)}
	if failure := dispatch.FailureOf(outcome); failure != nil {
		c.Kind, c.Code = failure.Kind, failure.Code
	}
	return d.config.Store.SaveSetting(context.WithoutCancel(ctx), checkSetting(account), c)
}

// forgetCheck notes that whatever was refused is over: the account has another secret, which nobody has tried.
func (d *Desk) forgetCheck(ctx context.Context, account dispatch.ID) error {
	return d.config.Store.SaveSetting(ctx, checkSetting(account), AccountCheck{Fresh: d.config.Now()})
}
