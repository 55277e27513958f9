package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// suggestionPane is the third column: the channel that the rules call for, why, and what they refuse.
type suggestionPane struct {
	s        *sendScreen
	content  *fyne.Container
	middle   *fyne.Container
	verify   *verification
	concerns *concernsPane

	formsOpen bool        // the other forms of an encrypted e-mail
	whyOpen   bool        // the steps of the rules
	change    desk.Change // why the suggestion is another than a moment ago
}

func newSuggestionPane(s *sendScreen) *suggestionPane {
	p := &suggestionPane{s: s, middle: container.NewStack(), concerns: newConcernsPane(s)}
	p.verify = newVerification(s.u, func(r dispatch.Recipient) {
		if s.draft().recipient.ID == r.ID {
			s.recipient.reload(r)
			s.suggest()
		}
	}, s.notice.fail)
	p.content = filled(paneTitle(s.u.t("suggestion")), nil, p.middle)
	return p
}

func (p *suggestionPane) render(answer desk.Suggestion) {
	p.middle.Objects = []fyne.CanvasObject{p.body(answer)}
	p.middle.Refresh()
}

func (p *suggestionPane) body(answer desk.Suggestion) fyne.CanvasObject {
	concerns := p.concerns.content(answer.Concerns)
	if len(answer.Options) == 0 {
		return scrolled(newColumn(gapDouble, notNil(concerns, body(p.s.u.t("suggestion_empty")).tint(colorSecondary))...))
	}
	chosen := p.answer(answer)
	first, second := chosen, concerns
	if concerns != nil && answer.Concerns[0].Weight == desk.Stop {
		first, second = concerns, chosen
	}
	parts := newColumn(gapDouble+gapHalf, notNil(p.moved(answer), first, second)...)
	if others := p.others(answer); len(others) > 0 {
		parts.Add(newColumn(gapHalf, strong(p.s.u.t("also_possible")), newColumn(0, others...)))
	}
	if refused := p.refused(answer); len(refused) > 0 {
		parts.Add(newColumn(gap, strong(p.s.u.t("refused")), newColumn(gap+gapHalf, refused...)))
	}
	return scrolled(parts)
}

// answer is the channel that would be used, or that none is.
func (p *suggestionPane) answer(answer desk.Suggestion) fyne.CanvasObject {
	if option, ok := answer.Option(); ok {
		return p.chosen(answer, option)
	}
	stop := sign("stop", colorRed, body(p.s.u.texts.Text("decision_"+string(answer.Answer.Decision))))
	return newColumn(gap, notNil(stop, p.path(answer))...)
}

// chosen is the channel that would be used, its reason, and what is still to do.
func (p *suggestionPane) chosen(answer desk.Suggestion, option desk.Option) fyne.CanvasObject {
	u := p.s.u
	name := strong(capital(u.way(option)))
	standing := caption(p.standing(answer, option)).fit(whole).tint(theme.ColorNamePrimary).bold()
	head := newRow(gap, []track{own, share(1)}, picture(optionIcon(option), theme.ColorNamePrimary, 24), name, standing)
	parts := newColumn(gap+gapHalf, head, body(wording.BecauseForm(u.texts, answer.Case, answer.Answer, option.Channel, option.Form)))
	if why := p.path(answer); why != nil {
		parts.Add(why)
	}
	switch {
	case !option.Carried:
		parts.Add(caption(u.t("by_hand_explained")))
	case option.Form != "":
		parts.Add(p.form(option))
	}
	if kept := p.portal(option); kept != nil {
		parts.Add(kept)
	}
	if option.AgreedSecret {
		parts.Add(p.agreedSecret(option))
	}
	if who := u.senderLine(option); who != nil {
		parts.Add(who)
	}
	for _, warning := range p.warnings(answer) {
		parts.Add(sign("warning", colorAmber, body(u.texts.Warning(warning))))
	}
	for _, notice := range option.Notices {
		parts.Add(p.notice(notice, option))
	}
	if todo := p.todo(answer, option); len(todo) > 0 {
		parts.Add(newColumn(gap, slices.Concat([]fyne.CanvasObject{strong(u.t("before"))}, todo)...))
	}
	return card(parts)
}

func (p *suggestionPane) standing(answer desk.Suggestion, option desk.Option) string {
	if option.Channel == answer.Answer.First {
		return p.s.u.t("suggested")
	}
	return p.s.u.t("chosen")
}

// warnings are those that no question of the page stands for already.
func (p *suggestionPane) warnings(answer desk.Suggestion) []dispatch.Code {
	asked := []dispatch.Code{"CONFIRM_AUTHORISATION", "PRESCRIPTION_SIGNATURE", "NO_AUTHORISATION"}
	if slices.Contains(answer.Needs, desk.NeedAddressCheck) {
		asked = append(asked, "LOOKALIKE_DOMAIN", "RSSS_ADDRESS_NOT_IN_DIRECTORY")
	}
	return slices.DeleteFunc(slices.Clone(answer.Answer.Warnings), func(code dispatch.Code) bool {
		return slices.Contains(asked, code)
	})
}

// others are the channels that the person may take instead.
func (p *suggestionPane) others(answer desk.Suggestion) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i, option := range answer.Options {
		if i == answer.Chosen || option.Standing == desk.Forbidden {
			continue
		}
		rows = append(rows, p.other(option))
	}
	return rows
}

func (p *suggestionPane) other(option desk.Option) fyne.CanvasObject {
	u := p.s.u
	name := capital(u.texts.Channel(option.Channel))
	words := newColumn(0, line(name))
	switch option.Standing {
	case desk.WithReason:
		words.Add(captionLine(u.t("with_reason")))
	case desk.Suggested:
		words.Add(captionLine(u.t("suggested")))
	}
	content := newRow(gap, []track{own, share(1)}, picture(channelIcon(option.Channel), theme.ColorNameForeground, 20), words)
	return newPress(name, sized(fyne.NewSize(0, 36), padded(gapHalf, gap, content)), func() {
		p.s.draft().channel, p.s.draft().form = option.Channel, ""
		p.s.suggest()
	})
}

// inPublishedOrder puts last the channels that are never used: everybody knows them.
func inPublishedOrder(options []desk.Option) []desk.Option {
	order := dispatch.ChannelKinds()
	return slices.SortedStableFunc(slices.Values(options), func(a, b desk.Option) int {
		return slices.Index(order, a.Channel) - slices.Index(order, b.Channel)
	})
}

// refused tells each refusal once, with all the channels that it concerns.
func (p *suggestionPane) refused(answer desk.Suggestion) []fyne.CanvasObject {
	u, names, order := p.s.u, map[dispatch.Code][]string{}, []dispatch.Code(nil)
	for _, option := range inPublishedOrder(answer.Options) {
		if option.Standing != desk.Forbidden {
			continue
		}
		if names[option.Code] == nil {
			order = append(order, option.Code)
		}
		names[option.Code] = append(names[option.Code], u.texts.Channel(option.Channel))
	}
	var rows []fyne.CanvasObject
	for _, code := range order {
		words := newColumn(2, body(capital(strings.Join(names[code], ", "))).tint(colorSecondary), caption(u.texts.Reason(code)))
		rows = append(rows, newTopRow(gap, []track{own, share(1)}, picture("forbidden", colorSecondary, 18), words))
	}
	return rows
}
