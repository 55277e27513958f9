package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// choosable shows the addresses of the chosen recipient. Where a channel has several, one of them is taken.
func (p *recipientPane) choosable(r dispatch.Recipient) *fyne.Container {
	u := p.s.u
	lines := newColumn(gap)
	for _, route := range r.Routes {
		line := u.routeLine(route)
		if len(r.RoutesOver(route.Channel)) > 1 {
			line = newTopRow(gap, []track{share(1)}, line, p.taken(r, route))
		}
		lines.Add(line)
	}
	if r.Phone != "" {
		lines.Add(u.addressLine("phone", u.texts.PhoneNumber(r.Phone), nil))
	}
	return lines
}

// taken tells that an address is the one that would be used, or takes it.
func (p *recipientPane) taken(r dispatch.Recipient, route dispatch.Route) fyne.CanvasObject {
	u, d := p.s.u, p.s.draft()
	if used, _ := d.routeOver(route.Channel); used.Address == route.Address {
		return newRow(gapHalf, []track{own, own}, picture("done", colorSecondary, 14), caption(u.t("route_taken")).fit(whole))
	}
	take := newButton(u.t("route_take"), func() {
		d.route = route.Address
		if first, _ := r.Route(route.Channel); first.Address == route.Address {
			d.route = ""
		}
		p.render()
		p.s.suggest()
	})
	take.Importance = widget.LowImportance
	return take
}

// routeOver is the address that would be used for a channel.
func (d *draft) routeOver(channel dispatch.ChannelKind) (dispatch.Route, bool) {
	for _, route := range d.recipient.RoutesOver(channel) {
		if route.Address == d.route {
			return route, true
		}
	}
	return d.recipient.Route(channel)
}
