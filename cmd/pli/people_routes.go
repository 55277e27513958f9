package main

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type recipientRouteCommand struct {
	Who   string `arg:"" help:"pli_help_who"`
	Add   string `placeholder:"CHANNEL=ADDRESS" help:"pli_help_route_add"`
	Label string `help:"pli_help_route_label"`
	Drop  string `placeholder:"ADDRESS" help:"pli_help_route_drop"`
	First string `placeholder:"ADDRESS" help:"pli_help_route_first"`
}

// Run adds an address beside those of the same channel, drops one, or puts one before the others.
func (c *recipientRouteCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		if err := c.apply(&r); err != nil {
			return err
		}
		return s.saveRecipient(a, r)
	})
}

func (c *recipientRouteCommand) apply(r *dispatch.Recipient) error {
	if c.Add != "" {
		channel, address, ok := strings.Cut(c.Add, "=")
		if !ok {
			return unknownValue("add")
		}
		r.Routes = append(r.Routes, dispatch.Route{Channel: dispatch.ChannelKind(channel), Address: address, Label: c.Label})
	}
	if c.Drop != "" {
		i := routeAt(*r, c.Drop)
		if i < 0 {
			return invalidField("no_route", "drop")
		}
		r.Routes = slices.Delete(r.Routes, i, i+1)
	}
	if c.First != "" {
		i := routeAt(*r, c.First)
		if i < 0 {
			return invalidField("no_route", "first")
		}
		route := r.Routes[i]
		r.Routes = slices.Insert(slices.Delete(r.Routes, i, i+1), 0, route)
	}
	return nil
}

// routeAt finds an address in any way of writing a number.
func routeAt(r dispatch.Recipient, address string) int {
	return slices.IndexFunc(r.Routes, func(route dispatch.Route) bool {
		return strings.EqualFold(route.Address, address) || route.Channel == dispatch.CloudFax && digits(route.Address) == digits(address)
	})
}
