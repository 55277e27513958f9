package ui

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// guide tells a person how to carry the documents by a channel that Souspli does not send by, over the three
// columns, and records it once it is done.
type guide struct {
	s       *sendScreen
	option  desk.Option
	content fyne.CanvasObject
	notice  *notice

	who, day, clock, sheets, note *field
	done                          *button
}

func newGuide(s *sendScreen, option desk.Option) *guide {
	g := &guide{s: s, option: option, notice: newNotice(s.u)}
	u := s.u
	title := u.t("guide_title", "channel", capital(u.way(option)), "name", s.draft().recipient.Name)
	head := newColumn(2, heading(title), caption(u.t("guide_explained")))
	g.content = filled(newColumn(gapDouble, head, spacer(0)), g.bar(),
		newPanes(gapTriple, []track{share(60), share(40)}, scrolled(g.instructions()), scrolled(g.form())))
	return g
}

// instructions are the steps and what to avoid, with what has to be typed elsewhere.
func (g *guide) instructions() fyne.CanvasObject {
	u := g.s.u
	steps, avoid := u.texts.Guide(g.option.Channel)
	list := newColumn(gap + gapHalf)
	for i, step := range steps {
		number := line(u.texts.Number(int64(i + 1))).bold().tint(theme.ColorNamePrimary)
		list.Add(newTopRow(gap, []track{fixed(signWidth), share(1)}, number, body(step)))
	}
	warnings := newColumn(gap)
	for _, sentence := range avoid {
		warnings.Add(sign("forbidden", colorAmber, body(sentence)))
	}
	return newColumn(gapDouble, g.lent(), newColumn(gap, strong(u.t("guide_steps")), list),
		newColumn(gap, strong(u.t("guide_avoid")), warnings))
}

// lent is what has to be typed elsewhere, with a button each that copies it for a minute.
func (g *guide) lent() fyne.CanvasObject {
	u, lines := g.s.u, newColumn(gap)
	add := func(name iconName, words, copied, key string) {
		button := newButton(u.t(key), func() { u.lendFor(copied, borrowed, "guide_copied", "guide_copied_gone") })
		lines.Add(newRow(gap, []track{own, share(1)}, picture(name, colorSecondary, 18), body(words), button))
	}
	if words, copied, key := g.address(); copied != "" {
		add(channelIcon(g.option.Channel), words, copied, key)
	}
	title := capital(u.texts.Kind(g.s.answer.Kind))
	add("document", u.t("guide_title_explained", "title", title), title, "guide_copy_title")
	return card(lines)
}

// borrowed is how long what is typed elsewhere stays on the clipboard.
const borrowed = time.Minute

// address is where the channel reaches the recipient, as it is read and as it is typed, as far as it is known.
func (g *guide) address() (words, copied, key string) {
	u, r := g.s.u, g.s.draft().recipient
	switch g.option.Channel {
	case dispatch.TraditionalFax:
		if route, ok := r.Route(dispatch.CloudFax); ok {
			return u.address(route), route.Address, "guide_copy_number"
		}
	case dispatch.Phone, dispatch.Video:
		if r.Phone != "" {
			return u.texts.PhoneNumber(r.Phone), r.Phone, "guide_copy_number"
		}
	case dispatch.EmailNetwork, dispatch.Teams:
		if address := r.Email(); address != "" {
			return address, address, "guide_copy_address"
		}
	}
	return "", "", ""
}

// form asks by whom and when it was done.
func (g *guide) form() fyne.CanvasObject {
	u := g.s.u
	now := u.now().In(u.location())
	g.who, g.note = u.field(u.t("guide_who_hint")), u.field(u.t("guide_note_hint"))
	g.day, g.clock, g.sheets = u.field(""), u.field(""), u.field("")
	g.day.Text, g.clock.Text = now.Format(time.DateOnly), now.Format("15:04")
	moment := newTopRow(gap, []track{share(1), share(1)},
		labelled(u.t("guide_day"), g.day), labelled(u.t("guide_time"), g.clock))
	form := newColumn(gapDouble, strong(u.t("guide_done_title")), labelled(u.t("guide_who"), g.who), moment)
	if g.option.Channel == dispatch.TraditionalFax {
		form.Add(labelled(u.t("guide_sheets"), g.sheets))
	}
	form.Add(labelled(u.t("guide_note"), g.note))
	return form
}

// bar says that it was done, or goes back to the draft as it was.
func (g *guide) bar() fyne.CanvasObject {
	u := g.s.u
	g.done = newButton(u.t("send_by_hand"), g.submit)
	g.done.Importance = widget.HighImportance
	return newColumn(gap, g.notice.content, buttonBar(newButton(u.t("guide_not_done"), g.s.uncover),
		container.NewStack(g.done)))
}

func (g *guide) body() fyne.CanvasObject { return g.content }

func (g *guide) begin() { g.s.u.focus(g.who) }

func (g *guide) close() {}

// submit records it, with what the person says.
func (g *guide) submit() {
	done, ask := g.said()
	if ask != "" {
		g.notice.ask(g.s.u.t(ask))
		return
	}
	draft, sent := g.s.draft().desk(), g.s.draft()
	draft.Channel, draft.Form, draft.Done = g.option.Channel, g.option.Form, done
	act(g.s.u, &g.s.u.sendSlot, func(ctx context.Context) (dispatch.Dispatch, error) {
		return g.s.u.desk.RecordByHand(ctx, draft)
	}, func(d dispatch.Dispatch, err error) {
		if err != nil {
			g.notice.fail(err)
			return
		}
		g.s.u.sending().submitted(sent, d, nil)
	})
}

// said reads the form; ask names what is to be corrected.
func (g *guide) said() (done desk.Done, ask string) {
	u := g.s.u
	clock := strings.NewReplacer("h", ":", " ", "", "\u00a0", "").Replace(g.clock.Text)
	at, err := time.ParseInLocation("2006-01-02 15:04", strings.TrimSpace(g.day.Text)+" "+clock, u.location())
	if err != nil {
		return done, "guide_when_wrong"
	}
	done = desk.Done{At: at, By: strings.TrimSpace(g.who.Text), Note: strings.TrimSpace(g.note.Text)}
	if sheets := strings.TrimSpace(g.sheets.Text); sheets != "" {
		if done.Pages, err = strconv.Atoi(sheets); err != nil || done.Pages < 1 {
			return done, "guide_sheets_wrong"
		}
	}
	return done, ""
}
