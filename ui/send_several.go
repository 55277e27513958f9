package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// answers are what the desk says of a draft: of its recipient, and of all when there are several.
type answers struct {
	one desk.Suggestion
	all desk.Several
}

// ask reads both.
func (u *UI) ask(ctx context.Context, draft desk.Draft, to []desk.Addressee) (answers, error) {
	one, err := u.desk.Suggest(ctx, draft)
	if err != nil || len(to) < 2 {
		return answers{one: one}, err
	}
	all, err := u.desk.SuggestAll(ctx, shared(draft), to)
	return answers{one, all}, err
}

// shared is what every recipient of a draft has in common.
func shared(draft desk.Draft) desk.Draft {
	draft.Channel, draft.Form, draft.Route = "", "", ""
	return draft
}

// addressees are the recipients of the draft. The channel that the person chose is the first one's.
func (d *draft) addressees() []desk.Addressee {
	to := []desk.Addressee{{Recipient: d.recipient, Channel: d.channel, Form: d.form, Route: d.route}}
	for _, r := range d.others {
		to = append(to, desk.Addressee{Recipient: r})
	}
	return to
}

// addresses reports whether r is one of the draft's recipients.
func (d *draft) addresses(r dispatch.Recipient) bool {
	return slices.ContainsFunc(d.addressees(), func(a desk.Addressee) bool { return a.Recipient.ID == r.ID })
}

// include adds a recipient beside the first.
func (d *draft) include(r dispatch.Recipient) {
	if !d.addresses(r) {
		d.others = append(slices.Clone(d.others), r)
	}
}

// exclude takes one of the others out.
func (d *draft) exclude(id dispatch.ID) {
	d.others = slices.DeleteFunc(slices.Clone(d.others), func(r dispatch.Recipient) bool { return r.ID == id })
}

// others lists who else receives, each with its own channel, and the way to add one more.
func (p *recipientPane) others() fyne.CanvasObject {
	u, d := p.s.u, p.s.draft()
	lines := newColumn(gap)
	if len(d.others) > 0 {
		lines.Add(strong(u.t("several_title")))
	}
	for i, to := range d.addressees() {
		if len(d.others) > 0 {
			lines.Add(p.addressee(i, to.Recipient))
		}
	}
	if n := p.s.all.Organisations; len(d.others) > 0 && n > 1 {
		lines.Add(caption(u.t("several_organisations", "n", n)).tint(colorAmber))
	}
	if p.adding {
		p.seekFor(p.finder.field.Text)
		lines.Add(p.finder.content)
		return lines
	}
	p.more = newIconButton(u.t("add_another"), "add", p.another)
	p.more.Importance, p.more.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	lines.Add(p.more)
	return lines
}

// addressee is one of several: the name, the channel or what is missing, and the way to take it out.
func (p *recipientPane) addressee(i int, r dispatch.Recipient) fyne.CanvasObject {
	u := p.s.u
	name, words := iconName("question"), ""
	if i < len(p.s.all.Suggestions) {
		name, words = u.standingOf(p.s.all.Suggestions[i])
	}
	cells := []fyne.CanvasObject{picture(name, colorSecondary, 18), newColumn(0, body(r.Name), caption(words))}
	if i > 0 {
		cells = append(cells, newPress(u.t("take_out_recipient", "name", r.Name), picture("close", colorSecondary, 18),
			func() { p.takeOut(r.ID) }))
	}
	return newTopRow(gap, []track{own, share(1)}, cells...)
}

// standingOf is the channel that a suggestion would take, or what it still needs first.
func (u *UI) standingOf(s desk.Suggestion) (iconName, string) {
	option, ok := s.Option()
	switch stop := slices.IndexFunc(s.Concerns, func(c desk.Concern) bool { return c.Weight == desk.Stop }); {
	case stop >= 0:
		return "forbidden", u.texts.Concern(s.Concerns[stop].Code, s.Concerns[stop].Count)
	case len(s.Needs) > 0:
		return "question", u.texts.Need(string(s.Needs[0]))
	case !ok:
		return "forbidden", u.t("no_channel_offered")
	case len(option.Needs) > 0:
		return "question", u.need(option.Needs[0], option)
	default:
		return optionIcon(option), capital(u.way(option))
	}
}

// another offers the address book for one more recipient.
func (p *recipientPane) another() {
	p.adding = true
	p.finder.field.SetText("")
	p.render()
	p.s.u.focus(p.finder.field)
}

// added takes one more recipient.
func (p *recipientPane) added(r dispatch.Recipient) {
	p.adding = false
	p.s.draft().include(r)
	p.finder.field.SetText("")
	p.s.u.focus(nil)
	p.render()
	p.s.suggest()
}

func (p *recipientPane) takeOut(id dispatch.ID) {
	p.s.draft().exclude(id)
	p.render()
	p.s.suggest()
}

// severalMissing names who of several cannot be sent to yet, and why.
func (s *sendScreen) severalMissing() string {
	for i, to := range s.draft().addressees() {
		if i < len(s.all.Suggestions) && !s.all.Suggestions[i].Ready() {
			_, why := s.u.standingOf(s.all.Suggestions[i])
			return s.u.t("several_missing", "name", to.Recipient.Name, "why", why)
		}
	}
	return ""
}

// submitAll sends to everybody by the channels in sight.
func (s *sendScreen) submitAll() {
	sent := s.draft()
	to := sent.addressees()
	for i := range to {
		option, _ := s.all.Suggestions[i].Option()
		if option.Carried { // nobody is taken to have done by hand what was only suggested
			to[i].Channel, to[i].Form = option.Channel, option.Form
		}
	}
	draft := shared(sent.desk())
	act(s.u, &s.u.sendSlot, func(ctx context.Context) ([]desk.Delivery, error) {
		_, made, err := s.u.desk.SendAll(ctx, draft, to)
		return made, err
	}, func(made []desk.Delivery, err error) { s.submittedAll(sent, made, err) })
	s.showBar()
}

// submittedAll leaves in the screen whoever could not be sent to, and why the first of them could not.
func (s *sendScreen) submittedAll(sent *draft, made []desk.Delivery, err error) {
	kept := slices.DeleteFunc(slices.Clone(made), func(d desk.Delivery) bool { return d.Err == nil })
	if err == nil && len(kept) == 0 {
		s.submitted(sent, made[0].Dispatch, nil)
		return
	}
	shown := s.u.sending()
	if err == nil {
		err = kept[0].Err
		sent.recipient, sent.others, sent.channel, sent.form, sent.route = kept[0].Recipient, nil, "", "", ""
		for _, d := range kept[1:] {
			sent.others = append(sent.others, d.Recipient)
		}
		shown.recipient.render()
		s.u.frame.say(s.u.t("several_sent", "sent", len(made)-len(kept), "kept", len(kept)))
		s.u.refresh()
	}
	shown.notice.fail(err)
	shown.suggestAfter(err)
}

// everybodyReady reports whether the documents can leave to all the others too.
func (s *sendScreen) everybodyReady() bool {
	d := s.draft()
	return len(d.others) == 0 || s.all.Ready() && len(s.all.Suggestions) == len(d.addressees())
}
