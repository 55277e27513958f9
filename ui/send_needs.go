package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// askedBeside are needs that have their question in another column.
var askedBeside = []desk.Need{
	desk.NeedDocument, desk.NeedRecipient, desk.NeedKind, desk.NeedAuthorisation, desk.NeedSignature, desk.NeedReason,
	desk.NeedConfirmation,
}

// todo are what the chosen channel still needs, each with what helps.
func (p *suggestionPane) todo(answer desk.Suggestion, option desk.Option) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, need := range slices.Concat(answer.Needs, option.Needs) {
		if slices.Contains(askedBeside, need) {
			continue
		}
		rows = append(rows, sign("ring", colorAmber, body(p.s.u.need(need, option))))
		for _, words := range p.because(need, option) {
			rows = append(rows, indented(caption(words)))
		}
		for _, way := range p.waysOut(need, option) {
			rows = append(rows, indented(way))
		}
	}
	return rows
}

// signWidth is that of the drawing of a sign: Fyne draws no smaller one.
const signWidth = 20

// indented stands an object under the words of a sign.
func indented(o fyne.CanvasObject) fyne.CanvasObject {
	return newTopRow(gap, []track{fixed(signWidth), share(1)}, spacer(signWidth), o)
}

// need is the sentence of something that an option needs, which tells why a number must be verified.
func (u *UI) need(need desk.Need, option desk.Option) string {
	if i := slices.Index(option.Needs, need); i >= 0 {
		return u.texts.Need(option.NeedNames()[i])
	}
	return u.texts.Need(string(need))
}

// because is what is known of the reason for a need.
func (p *suggestionPane) because(need desk.Need, option desk.Option) []string {
	u := p.s.u
	switch {
	case need == desk.NeedKey && option.KeyProblem != "":
		return []string{u.texts.Text("error_" + option.KeyProblem)}
	case need == desk.NeedVerification && option.Unverified == desk.UnverifiedDoubtful && option.Doubt != nil:
		return []string{u.doubtWords(*option.Doubt)}
	case need == desk.NeedVerification && !option.Verified.IsZero():
		return []string{u.verifiedWords(&dispatch.Verification{At: option.Verified})}
	case need == desk.NeedPassport:
		if account, ok := u.account(option.Account); ok {
			return []string{u.t("passport_of", "name", account.Name)}
		}
	}
	return nil
}

// waysOut are what helps with a need, beside it.
func (p *suggestionPane) waysOut(need desk.Need, option desk.Option) []fyne.CanvasObject {
	u := p.s.u
	way := func(key string, do func()) []fyne.CanvasObject {
		return []fyne.CanvasObject{leading(newButton(u.t(key), do))}
	}
	card := func(key string) []fyne.CanvasObject {
		return way(key, func() { u.openCard(p.s.draft().recipient) })
	}
	switch need {
	case desk.NeedVerification:
		route, _ := p.s.draft().routeOver(option.Channel)
		ask := []fyne.CanvasObject{p.verify.ask(p.s.draft().recipient, route)}
		if option.Unverified == desk.UnverifiedDoubtful {
			return append(ask, card("another_number")...)
		}
		return ask
	case desk.NeedPassport:
		return way("fill_passport", func() { u.openAccount(option.Account) })
	case desk.NeedKeyVerification:
		if choice, ok := option.Choice(); ok && choice.Key != nil {
			return way("key_verify", func() { u.callAbout(p.s.draft().recipient, *choice.Key) })
		}
		return card("open_card")
	case desk.NeedOwnCertificate, desk.NeedOwnKey:
		return way("open_keys", u.openKeys)
	case desk.NeedGatewayApproval, desk.NeedGatewayTest:
		return way("open_gateway", func() { u.openGateway(option.Account) })
	case desk.NeedSenderProfile:
		return way("open_settings", func() { u.openSettings(sectionClinic) })
	case desk.NeedAccount:
		return way("open_settings", func() { u.openSettings(sectionAccounts) })
	case desk.NeedRoute, desk.NeedKey, desk.NeedAddressCheck:
		return card("open_card")
	default:
		return nil
	}
}

// notice is something to know, which stops nothing.
func (p *suggestionPane) notice(notice desk.Notice, option desk.Option) fyne.CanvasObject {
	u := p.s.u
	told := newColumn(gapHalf, body(u.texts.Text("notice_"+string(notice))))
	if notice == desk.NoticeNumberFailed && option.Doubt != nil {
		told.Add(caption(u.sinceWords("failed_on", *option.Doubt)))
	}
	if notice == desk.NoticePassportOld || notice == desk.NoticeNoContract {
		review := newButton(u.t("review_passport"), func() { u.openAccount(option.Account) })
		review.Importance = widget.LowImportance
		told.Add(leading(review))
	}
	return newTopRow(gap, []track{own, share(1)}, picture("warning", colorAmber, 18), told)
}

// doubtWords tell when a fax to a number ended badly, and how.
func (u *UI) doubtWords(d dispatch.Doubt) string { return u.sinceWords("doubt_since", d) }

func (u *UI) sinceWords(key string, d dispatch.Doubt) string {
	return u.t(key, "date", u.texts.Date(d.At, u.location()), "why", u.texts.Text("error_"+d.Code))
}

// leading keeps a button at its own width.
func leading(o fyne.CanvasObject) fyne.CanvasObject { return newRow(0, []track{own}, o) }
