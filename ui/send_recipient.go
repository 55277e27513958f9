package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// recipientPane is the second column: who receives, and the questions that the rules ask.
type recipientPane struct {
	s         *sendScreen
	content   *fyne.Container
	middle    *fyne.Container
	finder    *finder
	adding    bool // one more beside the chosen
	found     []dispatch.Recipient
	form      *recipientForm // not nil while a recipient is being added
	change    *button        // of the chosen recipient
	more      *button        // adds another recipient: the first question is one Tab further
	questions *questions
	slot      slot
}

func newRecipientPane(s *sendScreen) *recipientPane {
	p := &recipientPane{s: s, middle: container.NewStack(), questions: newQuestions(s)}
	p.finder = newFinder(s.u, s.u.t("recipient_search"), p.seekFor, func(i int) { p.choose(p.found[i]) })
	p.finder.field.takesFiles(s.u)
	p.content = filled(paneTitle(s.u.t("recipient")), nil, p.middle)
	return p
}

// render draws the search, the form or the chosen recipient.
func (p *recipientPane) render() {
	p.middle.Objects = []fyne.CanvasObject{p.body()}
	p.middle.Refresh()
	p.s.showBar()
}

func (p *recipientPane) body() fyne.CanvasObject {
	switch {
	case p.form != nil:
		return p.form.content
	case p.s.draft().recipient.ID != "":
		return scrolled(newColumn(gapDouble, p.chosen(), p.others(), p.questions.content))
	default:
		p.seekFor(p.finder.field.Text)
		add := newIconButton(p.s.u.t("add_recipient"), "add", p.add)
		add.Importance, add.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		return scrolled(newColumn(gapHalf, p.finder.content, add))
	}
}

func (p *recipientPane) chosen() fyne.CanvasObject {
	u, r := p.s.u, p.s.draft().recipient
	p.change = newButton(u.t("change"), p.clear)
	p.change.Importance = widget.LowImportance
	name := newTopRow(gap, []track{share(1)}, newColumn(2, body(r.Name).bold(), caption(u.belonging(r))), p.change)
	return card(newColumn(gap, name, p.choosable(r)))
}

// seekFor asks the address book again with every letter.
func (p *recipientPane) seekFor(query string) {
	run(p.s.u, &p.slot, func(ctx context.Context) ([]dispatch.Recipient, error) {
		return p.s.u.desk.Candidates(ctx, query, finderRows)
	}, func(found []dispatch.Recipient, err error) {
		if err != nil {
			p.s.notice.fail(err)
			return
		}
		p.found = found
		choices := make([]choice, len(found))
		for i, r := range found {
			choices[i] = choice{icon: recipientIcon(r), title: r.Name, caption: p.s.u.belonging(r)}
		}
		p.finder.offer(choices)
	})
}

func recipientIcon(r dispatch.Recipient) iconName {
	switch r.Class {
	case dispatch.Patient, dispatch.Caregiver:
		return "person"
	default:
		return "book"
	}
}

func (p *recipientPane) choose(r dispatch.Recipient) {
	if p.adding {
		p.added(r)
		return
	}
	d := p.s.draft()
	d.recipient, d.channel, d.route = r, "", ""
	d.doubt()
	p.form = nil
	p.s.u.focus(nil)
	p.render()
	p.s.suggest()
	p.s.focusNext()
}

// clear goes back to the search.
func (p *recipientPane) clear() {
	p.leave()
	p.render()
	p.s.suggest()
	p.s.u.focus(p.finder.field)
}

// leave forgets the recipient and what was answered.
func (p *recipientPane) leave() {
	p.adding = false
	p.s.draft().leave()
	p.questions = newQuestions(p.s)
	p.finder.field.SetText("")
}

// reload shows the recipient as the address book has it now; gone, another is to be chosen.
func (p *recipientPane) reload(stored dispatch.Recipient) {
	if stored.ID == "" {
		p.leave()
	} else {
		p.s.draft().take(stored)
	}
	p.render()
}

// seek brings the keyboard to the search.
func (p *recipientPane) seek() {
	if p.s.draft().recipient.ID != "" {
		p.clear()
	}
	p.form = nil
	p.render()
	p.s.u.focus(p.finder.field)
}

func (p *recipientPane) add() {
	p.form = newRecipientForm(p.s.u, dispatch.Recipient{Name: p.finder.field.Text}, p.choose, p.back)
	p.render()
	p.s.u.focus(p.form.name)
}

func (p *recipientPane) back() {
	if p.adding {
		p.adding = false
		p.render()
		return
	}
	if p.form == nil {
		p.s.u.focus(nil)
		return
	}
	p.form = nil
	p.render()
	p.s.u.focus(p.finder.field)
}

// ask shows the questions that the answer needs.
func (p *recipientPane) ask(answer desk.Suggestion) {
	p.questions.show(answer)
	if p.form == nil && p.s.draft().recipient.ID != "" {
		p.middle.Refresh()
	}
}
