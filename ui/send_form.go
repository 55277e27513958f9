package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// form is how an encrypted e-mail leaves: in which form and why, what is known of the recipient's key, and
// behind a line the other forms.
func (p *suggestionPane) form(option desk.Option) fyne.CanvasObject {
	u := p.s.u
	explained := "form_" + string(option.Form)
	if option.Form.NeedsPassphrase() && p.opensAsAgreed(option) {
		explained += "_agreed"
	}
	parts := newColumn(gap, newColumn(2,
		body(capital(u.texts.Text("form_"+string(option.Form)))),
		caption(u.t(explained)+" "+u.texts.Text("form_why_"+string(option.FormWhy)))))
	if choice, ok := option.Choice(); ok && choice.Key != nil && option.KeyProblem == "" {
		parts.Add(p.keyState(*choice.Key))
	}
	if option.Form.NeedsPassphrase() && p.s.draft().recipient.Phone == "" && !p.opensAsAgreed(option) {
		parts.Add(p.noTelephone())
	}
	parts.Add(newDisclosure(u.t("other_forms"), &p.formsOpen, p.forms(option), p.content.Refresh))
	return parts
}

// opensAsAgreed reports whether the recipient already knows what the documents would open with.
func (p *suggestionPane) opensAsAgreed(option desk.Option) bool {
	return option.AgreedSecret && !p.s.draft().drawPassphrase
}

// agreedSecret tells that nothing will have to be dictated, and lets other words be drawn for this dispatch alone.
func (p *suggestionPane) agreedSecret(option desk.Option) fyne.CanvasObject {
	u, d := p.s.u, p.s.draft()
	another := newCheck(u.t("agreed_draw_anyway"), d.drawPassphrase, func(on bool) {
		d.drawPassphrase = on
		p.render(p.s.answer)
	})
	if !p.opensAsAgreed(option) {
		return another.content
	}
	return newColumn(gapHalf, sign("key", colorSecondary, caption(u.t("agreed_used", "name", d.recipient.Name))), another.content)
}

// keyState is what is known of the key that the documents would be sealed for.
func (p *suggestionPane) keyState(key dispatch.Key) fyne.CanvasObject {
	u, words := p.s.u, p.s.u.t("key_state_unverified")
	if v := key.Verification; key.State == dispatch.KeyVerified && v != nil {
		words = u.t("key_state_verified", "name", v.By, "date", u.texts.Date(v.At, u.location()))
	}
	l := keyLooks[key.Standing()]
	return sign(l.icon, l.color, caption(words).tint(theme.ColorNameForeground))
}

// noTelephone warns before the document leaves: nobody could be told the passphrase.
func (p *suggestionPane) noTelephone() fyne.CanvasObject {
	u, r := p.s.u, p.s.draft().recipient
	add := newButton(u.t("open_card"), func() { u.openCard(r) })
	return newColumn(gapHalf, sign("warning", colorAmber, body(u.t("no_phone_for_passphrase", "name", r.Name))), indented(leading(add)))
}

// forms are those that a person can choose, and those that are not possible with the reason.
func (p *suggestionPane) forms(option desk.Option) *fyne.Container {
	parts := newColumn(gap, p.possibleForms(option))
	if refused := p.refusedForms(option); len(refused) > 0 {
		parts.Add(newColumn(gap, refused...))
	}
	return parts
}

func (p *suggestionPane) possibleForms(shown desk.Option) fyne.CanvasObject {
	u, rows := p.s.u, newColumn(0)
	for _, c := range shown.Forms {
		if !c.Open() && c.Form != shown.Form {
			continue
		}
		words := capital(u.texts.Text("form_" + string(c.Form)))
		if c.Open() && len(c.Needs) > 0 {
			words = u.t("form_after_call", "form", words)
		}
		rows.Add(p.formLine(c.Form, words, c.Form == shown.Form))
	}
	return rows
}

// formLine is a form to choose. Its words go on below, which those of Fyne's radio do not.
func (p *suggestionPane) formLine(form dispatch.Form, words string, chosen bool) fyne.CanvasObject {
	sign := picture("ring", colorSecondary, 18)
	if chosen {
		sign = picture("done", theme.ColorNamePrimary, 18)
	}
	return newPress(words, padded(gapHalf+2, 0, newTopRow(gap, []track{own, share(1)}, sign, body(words))), func() {
		p.s.draft().form = form
		p.s.suggest()
	})
}

// refusedForms tells each reason once, with all the forms that it concerns.
func (p *suggestionPane) refusedForms(shown desk.Option) []fyne.CanvasObject {
	names, order := map[string][]string{}, []string(nil)
	for _, c := range shown.Forms {
		if c.Open() || c.Form == shown.Form {
			continue
		}
		why := p.s.u.refusal(c)
		if names[why] == nil {
			order = append(order, why)
		}
		names[why] = append(names[why], p.s.u.texts.Text("form_"+string(c.Form)))
	}
	var rows []fyne.CanvasObject
	for _, why := range order {
		words := newColumn(0, caption(capital(strings.Join(names[why], ", "))).tint(theme.ColorNameForeground), caption(why))
		rows = append(rows, newTopRow(gap, []track{own, share(1)}, picture("forbidden", colorSecondary, 18), words))
	}
	return rows
}

// refusal says why a form is not possible.
func (u *UI) refusal(c desk.FormChoice) string {
	switch need := c.Needs[0]; {
	case need == desk.NeedKey && c.KeyProblem != "":
		return u.texts.Text("error_" + c.KeyProblem)
	case need == desk.NeedKey && c.Blocked:
		return u.t("form_without_key_blocked")
	case need == desk.NeedKey && c.Form == dispatch.SMIME:
		return u.t("form_without_certificate")
	default:
		return u.t("form_without_" + string(need))
	}
}

// way names how an option would travel.
func (u *UI) way(o desk.Option) string {
	return u.texts.Way(dispatch.Dispatch{Channel: o.Channel, Form: o.Form})
}

// shortWay names how a dispatch travels, for a narrow column.
func (u *UI) shortWay(d dispatch.Dispatch) string {
	if d.Form == dispatch.Gateway {
		return u.t("short_gateway")
	}
	return u.t("short_" + string(d.Channel))
}

func optionIcon(o desk.Option) iconName {
	return wayIcon(dispatch.Dispatch{Channel: o.Channel, Form: o.Form})
}

// wayLine is the address of a dispatch.
func (u *UI) wayLine(d dispatch.Dispatch) fyne.CanvasObject {
	if d.Form == dispatch.Gateway {
		return u.addressLine(wayIcon(d), u.address(d.Route), nil)
	}
	return u.routeLine(d.Route)
}

// wayIcon is the drawing of a way: a gateway's shows no lock, for nobody here saw it encrypt.
func wayIcon(d dispatch.Dispatch) iconName {
	if d.Form == dispatch.Gateway {
		return "mail"
	}
	return channelIcon(d.Channel)
}
