package main

import (
	"slices"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// noteLimits tells what a portal cannot keep, before it is used. It stands beside the result.
func (s *session) noteLimits(provider string) {
	for _, key := range app.PortalLimits(provider) {
		s.note(key)
	}
}

// noteLimitsOf is the same for an account by its name or identifier.
func (s *session) noteLimitsOf(a *app.App, name string) error {
	accounts, err := a.Desk.Accounts(s.ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(accounts, func(one dispatch.Account) bool { return one.Name == name || string(one.ID) == name })
	if i >= 0 {
		s.noteLimits(accounts[i].Provider)
	}
	return nil
}
