package ui

import (
	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// path is how the rules came to the answer, step by step, each with its rule and the source of that; nil when there
// are no steps.
func (p *suggestionPane) path(answer desk.Suggestion) fyne.CanvasObject {
	u, steps := p.s.u, desk.Path(answer)
	if len(steps) == 0 {
		return nil
	}
	list := newColumn(gap + gapHalf)
	for i, step := range steps {
		list.Add(u.pathStep(i+1, step, answer.Answer))
	}
	return newDisclosure(u.t("why"), &p.whyOpen, inset(list), p.content.Refresh)
}

// pathStep is one step: what it is about, what it came to, and the rules behind it.
func (u *UI) pathStep(n int, step dispatch.Step, answer dispatch.Answer) fyne.CanvasObject {
	words := newColumn(2, captionLine(u.texts.PathTitle(step)), body(u.texts.PathStep(step, answer)))
	for _, rule := range step.Rules {
		words.Add(caption(u.t("why_rule", "rule", u.texts.Rule(rule))))
	}
	number := captionLine(u.texts.Number(int64(n))).bold()
	return newTopRow(gapHalf, []track{fixed(signWidth), share(1)}, number, words)
}

// moved is the quiet line that tells why another channel is suggested than a moment ago; nil when none is.
func (p *suggestionPane) moved(answer desk.Suggestion) fyne.CanvasObject {
	if p.change == "" {
		return nil
	}
	u := p.s.u
	why := u.t("changed_"+string(p.change), "kind", u.texts.Kind(answer.Kind), "class", u.texts.Class(answer.Answer.EffectiveClass))
	return sign("info", colorBlue, caption(u.t("changed", "why", why)))
}

// follow compares the new answer with the one that was shown.
func (p *suggestionPane) follow(before, now desk.Suggestion) {
	if change := desk.Changed(before, now); change != "" {
		p.change = change
		return
	}
	if before.Answer.First != now.Answer.First || before.Case.DocKind == "" { // another document or recipient
		p.change = ""
	}
}
