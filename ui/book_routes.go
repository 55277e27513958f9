package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// bookRoutes are the addresses of the recipient in sight: each with who verified it, the order in which those of one
// channel are used, and the way to one more.
type bookRoutes struct {
	b         *bookScreen
	verifying dispatch.Route // asked about; zero: none
	verify    *verification  // of that address
	form      *routeForm     // not nil while an address is being added
	slot      slot
}

func (l *bookRoutes) close() { l.verifying, l.verify, l.form = dispatch.Route{}, nil, nil }

func (l *bookRoutes) content(r dispatch.Recipient) fyne.CanvasObject {
	u := l.b.u
	lines := newColumn(gapDouble, strong(u.t("routes")))
	if len(r.Routes) == 0 {
		lines.Add(body(u.t("no_route")).tint(colorSecondary))
	}
	for _, route := range r.Routes {
		lines.Add(newColumn(gap, notNil(l.line(r, route), l.question(r, route))...))
	}
	if r.Phone != "" {
		lines.Add(u.addressLine("phone", u.texts.PhoneNumber(r.Phone), caption(u.t("for_calls"))))
	}
	if l.form != nil {
		lines.Add(l.form.content)
		return lines
	}
	add := newIconButton(u.t("route_add"), "add", func() { l.add(r) })
	add.Importance = widget.LowImportance
	lines.Add(leading(add))
	return lines
}

// line is an address with who verified it, and its place among those of its channel.
func (l *bookRoutes) line(r dispatch.Recipient, route dispatch.Route) fyne.CanvasObject {
	u := l.b.u
	line := u.routeLineBy(route)
	several := r.RoutesOver(route.Channel)
	if len(several) < 2 {
		return line
	}
	order := l.low("route_use_first", func() { l.save(first(r, route)) })
	if several[0].Address == route.Address {
		order = caption(u.t("route_first")).fit(whole)
	}
	return newRow(gap, []track{share(1)}, line, order, l.low("route_remove", func() { l.save(without(r, route)) }))
}

func (l *bookRoutes) low(key string, do func()) fyne.CanvasObject {
	button := newButton(l.b.u.t(key), do)
	button.Importance = widget.LowImportance
	return button
}

// question asks for the verification of a fax number that should not be used, lets a person say that the recipient is
// not at a good one, and takes the verification of any other address.
func (l *bookRoutes) question(r dispatch.Recipient, route dispatch.Route) fyne.CanvasObject {
	verify := newVerification(l.b.u, l.b.saved, l.b.notice.fail)
	if sameRoute(l.verifying, route) && l.verify != nil {
		verify = l.verify // with what was typed
	}
	fax := route.Channel == dispatch.CloudFax
	switch {
	case fax && route.InDoubt():
		return card(newColumn(gap, caption(l.b.u.doubtWords(*route.Doubtful)), verify.ask(r, route)))
	case fax && route.Verification == nil, sameRoute(l.verifying, route):
		return card(verify.ask(r, route))
	case fax:
		return indented(leading(l.low("not_here", func() { l.doubt(r, route) })))
	case route.Verification == nil:
		return indented(leading(l.low("route_verify", func() { l.ask(route) })))
	default:
		return nil
	}
}

// ask opens the question about an address.
func (l *bookRoutes) ask(route dispatch.Route) {
	l.verifying, l.verify = route, newVerification(l.b.u, l.b.saved, l.b.notice.fail)
	l.b.render()
	l.b.u.focus(l.verify.how)
}

func sameRoute(a, b dispatch.Route) bool { return a.Channel == b.Channel && a.Address == b.Address }

// first is r with an address before the others.
func first(r dispatch.Recipient, route dispatch.Route) dispatch.Recipient {
	r = without(r, route)
	r.Routes = slices.Insert(r.Routes, 0, route)
	return r
}

// without is r without an address.
func without(r dispatch.Recipient, route dispatch.Route) dispatch.Recipient {
	r.Routes = slices.DeleteFunc(slices.Clone(r.Routes), func(other dispatch.Route) bool { return sameRoute(other, route) })
	return r
}

func (l *bookRoutes) add(r dispatch.Recipient) {
	l.form = newRouteForm(l.b.u, func(route dispatch.Route) {
		r.Routes = append(slices.Clone(r.Routes), route)
		l.save(r)
	}, func() {
		l.form = nil
		l.b.render()
	})
	l.b.render()
	l.b.u.focus(l.form.address)
}

func (l *bookRoutes) save(r dispatch.Recipient) {
	act(l.b.u, &l.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return l.b.u.desk.SaveRecipient(ctx, r)
	}, l.stored)
}

// doubt records that the recipient is not at the number: nothing is sent there any more.
func (l *bookRoutes) doubt(r dispatch.Recipient, route dispatch.Route) {
	act(l.b.u, &l.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return l.b.u.desk.DoubtNumber(ctx, r.ID, route.Address)
	}, l.stored)
}

func (l *bookRoutes) stored(r dispatch.Recipient, err error) {
	if err != nil {
		l.b.notice.fail(err)
		return
	}
	l.b.saved(r)
}

// routeForm asks for one more address: over which channel, and what it is for.
type routeForm struct {
	u              *UI
	content        *fyne.Container
	channel        dispatch.ChannelKind
	address, again *field
	label          *field
	twice          *fyne.Container
	notice         *notice
	done           func(dispatch.Route)
}

func newRouteForm(u *UI, done func(dispatch.Route), left func()) *routeForm {
	f := &routeForm{u: u, channel: dispatch.CloudFax, address: u.field(""), again: u.field(""), label: u.field(u.t("route_label_hint")), notice: newNotice(u), done: done}
	var channels []option[dispatch.ChannelKind]
	for _, channel := range []dispatch.ChannelKind{dispatch.CloudFax, dispatch.EmailEncrypted, dispatch.Portal} {
		channels = append(channels, option[dispatch.ChannelKind]{channel, capital(u.t("short_" + string(channel)))})
	}
	choose := newSelect(channels, f.channel, func(channel dispatch.ChannelKind) {
		f.channel = channel
		setVisible(f.twice, channel == dispatch.CloudFax)
		f.content.Refresh()
	})
	f.twice = labelled(u.t("fax_again"), f.again)
	save := newButton(u.t("route_save"), f.save)
	halves := []track{share(1), share(1)}
	f.content = card(newColumn(gap+gapHalf, strong(u.t("route_add")), f.notice.content,
		newTopRow(gap, halves, labelled(u.t("route_channel"), outlined(choose)), labelled(u.t("route_label"), f.label)),
		labelled(u.t("route_address"), f.address), f.twice,
		newFlow(gap, newButton(u.t("cancel"), left), save)))
	return f
}

// save takes a fax number only when it was typed twice alike.
func (f *routeForm) save() {
	route := dispatch.Route{Channel: f.channel, Address: strings.TrimSpace(f.address.Text), Label: strings.TrimSpace(f.label.Text)}
	if route.Channel == dispatch.CloudFax {
		route.Address = e164(f.address.Text)
	}
	switch {
	case route.Address == "":
		f.u.focus(f.address)
	case route.Channel == dispatch.CloudFax && route.Address != e164(f.again.Text):
		f.notice.ask(f.u.t("fax_differs"))
		f.u.focus(f.again)
	default:
		f.done(route)
	}
}
