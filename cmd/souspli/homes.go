package main

import (
	"context"

	"github.com/souspli/souspli/cmd/internal/app"
)

// homes lets the window make homes and go from one to the other.
type homes struct{ p *program }

func (h homes) both() app.Homes {
	c := h.p.args.config
	c.Practice = false
	return app.Homes{Config: c}
}

// Exists reports whether there is such a home.
func (h homes) Exists(practice bool) bool { return h.both().Exists(practice) }

// TryKeyring fails when this computer's keyring keeps nothing.
func (h homes) TryKeyring(ctx context.Context) error { return h.both().TryKeyring(ctx) }

// Make makes the real home.
func (h homes) Make(ctx context.Context, passphrase string) error {
	return h.both().Make(ctx, passphrase)
}

// Open opens one of the two homes in the window.
func (h homes) Open(practice bool, passphrase string, failed func(error)) {
	p := h.p
	c, err := h.both().Of(practice)
	if err != nil {
		failed(err)
		return
	}
	c.Passphrase = passphrase
	mine, err := p.become(c)
	switch {
	case err != nil:
		failed(err)
		return
	case !mine: // another program shows it, and was raised
		p.quit()
		return
	}
	p.closing.Go(func() {
		home, err := openHome(p.ctx, c)
		p.drawHome(home, err, func() { p.arrived(c, home, err, failed) })
	})
}

// arrived shows the home, asks for its passphrase, or tells why it stays shut.
func (p *program) arrived(c app.Config, home *app.App, err error, failed func(error)) {
	switch {
	case err == nil:
		p.enter(home, c.Passphrase, false)
	case app.OpensBySecret(err):
		p.shut(c, err)
	default:
		failed(err)
	}
}
