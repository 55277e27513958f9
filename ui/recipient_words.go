package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

// belonging is the class, the organisation and the kind of place of a recipient, on one line. The class decides the
// channel, so that it comes first: what a narrow column cuts off is the end.
func (u *UI) belonging(r dispatch.Recipient) string {
	words := capital(u.texts.Class(r.Class))
	if r.Organisation != "" && r.Organisation != r.Name {
		words = u.t("belonging", "organisation", strings.Trim(r.Organisation+", "+r.Department, ", "), "class", words)
	}
	if r.Facility == "" || r.Facility == dispatch.OtherPlace {
		return words
	}
	return u.t("belonging_place", "belonging", words, "place", u.texts.Facility(r.Facility))
}

// address writes the address of a route as people read it.
func (u *UI) address(route dispatch.Route) string {
	switch route.Channel {
	case dispatch.CloudFax, dispatch.TraditionalFax, dispatch.Phone:
		return u.texts.PhoneNumber(route.Address)
	default:
		return route.Address
	}
}

// routeLines shows every way to reach a recipient, with who verified it.
func (u *UI) routeLines(r dispatch.Recipient) *fyne.Container {
	lines := newColumn(gap)
	for _, route := range r.Routes {
		lines.Add(u.routeLine(route))
	}
	if r.Phone != "" {
		lines.Add(u.addressLine("phone", u.texts.PhoneNumber(r.Phone), nil))
	}
	return lines
}

func (u *UI) routeLine(route dispatch.Route) fyne.CanvasObject {
	return u.routeWith(route, u.verifiedWords(route.Verification))
}

// routeLineBy tells also who verified the route, and how.
func (u *UI) routeLineBy(route dispatch.Route) fyne.CanvasObject {
	words := u.verifiedWords(route.Verification)
	if v := route.Verification; v != nil {
		how := v.How
		if how == dispatch.TypedTwice {
			how = u.texts.Text("pli_how_typed_twice")
		}
		words = u.t("route_verified", "verified", words, "by", v.By, "how", how)
	}
	return u.routeWith(route, words)
}

func (u *UI) routeWith(route dispatch.Route, verified string) fyne.CanvasObject {
	address := u.address(route)
	if route.Label != "" {
		address = u.t("route_labelled", "address", address, "label", route.Label)
	}
	if route.Channel != dispatch.CloudFax && route.Verification == nil {
		return u.addressLine(channelIcon(route.Channel), address, nil)
	}
	words := caption(verified)
	switch {
	case route.InDoubt():
		words = caption(u.t("number_in_doubt", "date", u.texts.Date(route.Doubtful.At, u.location()))).tint(colorRed)
	case route.Verification == nil:
		words.tint(colorAmber)
	}
	return u.addressLine(channelIcon(route.Channel), address, words)
}

func (u *UI) addressLine(name iconName, address string, under fyne.CanvasObject) fyne.CanvasObject {
	return newTopRow(gap, []track{own, share(1)}, picture(name, colorSecondary, 18),
		newColumn(0, notNil(body(address), under)...))
}

// verifiedWords tells how long ago a route was verified.
func (u *UI) verifiedWords(v *dispatch.Verification) string {
	if v == nil {
		return u.t("never_verified")
	}
	switch days := int(u.now().Sub(v.At) / (24 * time.Hour)); {
	case days < 1:
		return u.t("verified_today")
	case days < 60:
		return u.n("verified_days", days)
	default:
		return u.n("verified_months", days/30)
	}
}

// fact is a small label over its value.
func fact(label, value string) *fyne.Container {
	return newColumn(2, caption(label), newText(value, theme.SizeNameText, theme.ColorNameForeground, wrapped))
}
