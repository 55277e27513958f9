package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// comparison shows a page before and after it is prepared for a fax, with what each costs.
type comparison struct {
	u             *UI
	content       *fyne.Container
	before, after *side
}

// side is one of the two.
type side struct {
	press  *press
	weight *text
}

func newComparison(u *UI, choose func(asItIs bool)) *comparison {
	newSide := func(key string, asItIs bool) *side {
		s := &side{weight: captionLine("…")}
		words := newColumn(0, line(u.t(key)), s.weight)
		s.press = newPress(u.t(key), padded(gapHalf, gap, words), func() { choose(asItIs) })
		return s
	}
	c := &comparison{u: u, before: newSide("fax_as_is", true), after: newSide("fax_prepared", false)}
	c.content = newRow(gapHalf, []track{share(1), share(1)}, c.before.press, c.after.press)
	c.content.Hide()
	return c
}

// update follows the manner in which the page is looked at.
func (c *comparison) update(m manner) {
	setVisible(c.content, m != onScreen && c.u.preparing())
	c.before.press.setChosen(m == faxedAsItIs)
	c.after.press.setChosen(m == faxedPrepared)
}

// weigh tells what the page in sight costs in this manner and in the other one; nil is not known yet.
func (c *comparison) weigh(m manner, page, other *facsimile.Preview) {
	if m == faxedPrepared {
		page, other = other, page
	}
	c.before.weight.set(c.u.pageWeight(page))
	c.after.weight.set(c.u.pageWeight(other))
}

// manner is how the page in sight is looked at: as a fax, it is what would leave unless the person compares.
func (u *UI) manner() manner {
	switch {
	case !u.draft.asFax:
		return onScreen
	case u.preparing() && !u.draft.asItIs:
		return faxedPrepared
	default:
		return faxedAsItIs
	}
}

// preparing reports whether pages are made clean before they are faxed.
func (u *UI) preparing() bool {
	account, ok := u.faxAccount()
	return ok && u.prepares(account)
}

// The setting of an account that asks for prepared pages, as package fax names it.
const (
	settingPrepare = "prepare"
	prepareClean   = "optimised"
	prepareNone    = "as_is"
)

func (u *UI) prepares(a dispatch.Account) bool {
	if u.config.Prepares != nil {
		return u.config.Prepares(a)
	}
	return a.Settings[settingPrepare] == prepareClean
}

// faxAccount is the account that would carry a fax: the one of the answer, or the first.
func (u *UI) faxAccount() (dispatch.Account, bool) {
	var id dispatch.ID
	if s, ok := u.rooms[roomSend].(*sendScreen); ok {
		for _, option := range s.answer.Options {
			if option.Channel == dispatch.CloudFax {
				id = option.Account
			}
		}
	}
	i := slices.IndexFunc(u.live.accounts, func(a dispatch.Account) bool {
		return a.Channel == dispatch.CloudFax && (id == "" || a.ID == id)
	})
	if i < 0 {
		return dispatch.Account{}, false
	}
	return u.live.accounts[i], true
}
