package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const gatewayLabel = 184 // so that values align with and without a button at their right

// gatewayPage declares the encryption gateway of a mail account in three steps: by what it is told, who
// approved it, and what a person saw of its test. Only the next step stands open.
type gatewayPage struct {
	u       *UI
	account dispatch.Account
	gateway desk.Gateway
	content *fyne.Container
	middle  *fyne.Container
	notice  *notice

	changing              bool // the trigger is being written anew
	again                 bool // so is the test
	subject, header       *field
	by, rule, on, address *field
	leave                 func()
	read, slot            slot
}

func newGatewayPage(u *UI, a dispatch.Account, leave func()) *gatewayPage {
	p := &gatewayPage{u: u, account: a, notice: newNotice(u), middle: newColumn(gapTriple), leave: leave}
	p.subject, p.header = u.field(u.t("gateway_subject_hint")), u.field(u.t("gateway_header_hint"))
	p.subject.SetText(a.Settings[dispatch.GatewaySubject])
	p.header.SetText(a.Settings[dispatch.GatewayHeader])
	p.by, p.rule, p.on, p.address = u.field(""), u.field(u.t("gateway_rule_hint")), u.field(""), u.field(u.t("gateway_address_hint"))
	p.on.SetText(u.now().In(u.location()).Format(time.DateOnly))
	for _, f := range []*field{p.subject, p.header, p.by, p.rule, p.on, p.address} {
		f.keys[fyne.KeyReturn] = func() bool { p.submit(); return true }
	}
	head := newTopRow(gap, []track{share(1)},
		newColumn(2, heading(u.t("gateway")).fit(wrapped), caption(a.Name)), newButton(u.t("leave"), leave))
	p.content = filled(nil, p.notice.content, scrolled(newColumn(gapDouble, head, caption(u.t("gateway_explained")), p.middle)))
	p.load()
	return p
}

// gatewayPart leads to the gateway of a mail account.
func (p *accountPage) gatewayPart() fyne.CanvasObject {
	u, a := p.u, p.account
	open := newButton(u.t("gateway_open"), func() { u.settings().accounts().openGateway(a) })
	return newColumn(gap, strong(u.t("gateway")), caption(u.t("gateway_short")), leading(open))
}

// openGateway shows the gateway of an account; leaving it leads back to the account.
func (p *accountsPane) openGateway(a dispatch.Account) {
	p.through = false
	p.gateway = newGatewayPage(p.u, a, func() {
		p.close()
		p.wanted = a.ID
		p.reload()
	})
	p.render()
}

// openGateway shows the gateway of an account in the settings.
func (u *UI) openGateway(id dispatch.ID) {
	accounts := u.settings().accounts()
	accounts.close()
	accounts.wanted, accounts.through = id, true
	u.openSettings(sectionAccounts)
}

func (p *gatewayPage) load() {
	id := string(p.account.ID)
	run(p.u, &p.read, func(ctx context.Context) (desk.Gateway, error) { return p.u.desk.Gateway(ctx, id) }, p.show)
}

// show draws the gateway as it is now, or tells why nothing changed.
func (p *gatewayPage) show(g desk.Gateway, err error) {
	if err != nil {
		p.notice.fail(err)
		p.content.Refresh()
		return
	}
	p.gateway, p.changing, p.again = g, false, false
	p.notice.clear()
	p.render()
	if f, _ := p.next(); f != nil {
		p.u.focus(f)
	}
}

// next is where the open step begins, and what ends it; nil when only a person's eyes or nothing is left.
func (p *gatewayPage) next() (*field, func()) {
	switch standing := p.gateway.Standing(p.u.now()); {
	case standing == desk.GatewayMissing || p.changing:
		return p.subject, p.keep
	case standing == desk.GatewayUnapproved:
		return p.by, p.approve
	case p.gateway.Test == nil || p.again:
		return p.address, p.try
	default:
		return nil, nil
	}
}

// submit ends the open step.
func (p *gatewayPage) submit() {
	if _, end := p.next(); end != nil {
		end()
	}
}

// do changes the gateway away from the goroutine that draws.
func (p *gatewayPage) do(work func(ctx context.Context, account string) (desk.Gateway, error)) {
	id := string(p.account.ID)
	act(p.u, &p.slot, func(ctx context.Context) (desk.Gateway, error) { return work(ctx, id) }, p.show)
}

func (p *gatewayPage) render() {
	standing := p.gateway.Standing(p.u.now())
	parts := []fyne.CanvasObject{p.state(standing), p.trigger(standing)}
	if !p.changing && standing != desk.GatewayMissing {
		parts = append(parts, p.approval(standing))
	}
	if !p.changing && p.gateway.Approval != nil {
		parts = append(parts, p.test())
	}
	p.middle.Objects = parts
	p.content.Refresh()
	p.content.Refresh() // a sentence knows its height once it knows its width
}

var gatewayLooks = map[desk.GatewayStanding]look{
	desk.GatewayMissing:    {"ring", colorGrey},
	desk.GatewayUnapproved: {"warning", colorAmber},
	desk.GatewayUntested:   {"warning", colorAmber},
	desk.GatewayReady:      {"done", colorGreen},
}

// state is whether documents may be handed to the gateway, and until when.
func (p *gatewayPage) state(standing desk.GatewayStanding) fyne.CanvasObject {
	l, words := gatewayLooks[standing], p.u.t("gateway_"+string(standing))
	if standing == desk.GatewayReady {
		words = p.u.t("gateway_ready", "date", p.date(p.ends()))
	}
	return sign(l.icon, l.color, body(words))
}

// ends is until when the test counts.
func (p *gatewayPage) ends() time.Time {
	return p.gateway.Test.Seen.At.AddDate(0, desk.GatewayTestMonths, 0)
}

func (p *gatewayPage) date(at time.Time) string { return p.u.texts.Date(at, p.u.location()) }

// trigger is by what the gateway is told.
func (p *gatewayPage) trigger(standing desk.GatewayStanding) fyne.CanvasObject {
	u := p.u
	if standing != desk.GatewayMissing && !p.changing {
		change := newButton(u.t("change"), func() { p.changing = true; p.render() })
		change.Importance = widget.LowImportance
		return p.step("gateway_step_trigger", newRow(gap, []track{share(1), own}, p.fact("gateway_trigger", p.gateway.Trigger), change))
	}
	parts := []fyne.CanvasObject{
		labelled(u.t("gateway_subject"), p.subject), labelled(u.t("gateway_header"), p.header),
		p.primary("gateway_keep", p.keep),
	}
	if p.changing {
		parts = append(parts, caption(u.t("gateway_change_explained")))
	}
	return p.step("gateway_step_trigger", parts...)
}

func (p *gatewayPage) keep() {
	subject, header := strings.TrimSpace(p.subject.Text), strings.TrimSpace(p.header.Text)
	if subject == "" && header == "" && !p.changing {
		p.u.focus(p.subject)
		return
	}
	p.do(func(ctx context.Context, account string) (desk.Gateway, error) {
		return p.u.desk.SetGateway(ctx, account, subject, header)
	})
}

// approval is the administrator's word.
func (p *gatewayPage) approval(standing desk.GatewayStanding) fyne.CanvasObject {
	u := p.u
	if a := p.gateway.Approval; standing != desk.GatewayUnapproved && a != nil {
		return p.step("gateway_step_approval", p.fact("gateway_by", a.By), p.fact("gateway_rule", a.Rule), p.fact("gateway_on", p.date(a.On)))
	}
	halves := []track{share(1), share(1)}
	return p.step("gateway_step_approval",
		caption(u.t("gateway_approval_explained")),
		labelled(u.t("gateway_by"), p.by),
		newTopRow(gap, halves, labelled(u.t("gateway_rule"), p.rule), labelled(u.t("gateway_on"), p.on)),
		p.primary("gateway_approve", p.approve))
}

func (p *gatewayPage) approve() {
	on, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(p.on.Text), p.u.location())
	if err != nil {
		on = time.Time{} // the desk says that the date is missing
	}
	approval := desk.GatewayApproval{By: strings.TrimSpace(p.by.Text), Rule: strings.TrimSpace(p.rule.Text), On: on}
	p.do(func(ctx context.Context, account string) (desk.Gateway, error) {
		return p.u.desk.ApproveGateway(ctx, account, approval)
	})
}

// test sends a message outside, then asks what arrived.
func (p *gatewayPage) test() fyne.CanvasObject {
	u, t := p.u, p.gateway.Test
	switch {
	case t == nil:
		return p.step("gateway_step_test", p.sending()...)
	case t.Seen == nil:
		return p.step("gateway_step_test", p.seeing(*t)...)
	}
	parts := []fyne.CanvasObject{p.fact("gateway_sent_to", t.Address), p.fact("gateway_seen_by", u.t("gateway_seen", "name", t.Seen.By, "date", p.date(t.Seen.At)))}
	return p.step("gateway_step_test", append(parts, newDisclosure(u.t("gateway_again"), &p.again, newColumn(gap, p.sending()...), p.content.Refresh))...)
}

func (p *gatewayPage) sending() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		caption(p.u.t("gateway_test_explained")), labelled(p.u.t("gateway_address"), p.address), p.primary("gateway_try", p.try),
	}
}

func (p *gatewayPage) seeing(t desk.GatewayTest) []fyne.CanvasObject {
	u := p.u
	clear := newButton(u.t("gateway_saw_clear"), func() { p.confirm(false) })
	return []fyne.CanvasObject{
		body(u.t("gateway_look", "address", unbroken(t.Address))),
		newFlow(gap, p.button("gateway_saw_encrypted", func() { p.confirm(true) }), clear),
		caption(u.t("gateway_saw_explained")),
	}
}

func (p *gatewayPage) try() {
	address := strings.TrimSpace(p.address.Text)
	if address == "" {
		p.u.focus(p.address)
		return
	}
	p.do(func(ctx context.Context, account string) (desk.Gateway, error) {
		return p.u.desk.TestGateway(ctx, account, address)
	})
}

func (p *gatewayPage) confirm(encrypted bool) {
	p.do(func(ctx context.Context, account string) (desk.Gateway, error) {
		return p.u.desk.ConfirmGateway(ctx, account, encrypted)
	})
}

// step is one of the three, with its title.
func (p *gatewayPage) step(title string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	return newColumn(gap, append([]fyne.CanvasObject{strong(p.u.t(title))}, parts...)...)
}

func (p *gatewayPage) fact(label, value string) fyne.CanvasObject {
	return newTopRow(gap, []track{fixed(gatewayLabel), share(1)}, caption(p.u.t(label)), caption(value).tint(theme.ColorNameForeground))
}

// primary is the one button that the open step leads to.
func (p *gatewayPage) primary(key string, do func()) fyne.CanvasObject {
	return leading(p.button(key, do))
}

func (p *gatewayPage) button(key string, do func()) *button {
	b := newButton(p.u.t(key), do)
	b.Importance = widget.HighImportance
	return b
}
