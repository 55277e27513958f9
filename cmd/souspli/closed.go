package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/ui"
)

// shut explains in the window why a home does not open, and takes the secret that opens it. The home that is open
// stays so behind it.
func (p *program) shut(c app.Config, why error) {
	closed := ui.Shut{
		Why: why, Secret: app.OpensBySecret(why), Passphrase: app.OpensBySecret(why) && app.HasPassphrase(c),
		Open: func(typed string, failed func(error)) { p.tryOpening(c, typed, failed) },
	}
	if p.shown != nil {
		p.shown.Ask(closed)
		return
	}
	bare := p.bare()
	bare.Shut = &closed
	p.show(ui.New(bare))
}

// refuse says in the window why there is nothing to show: many people who start a program see no other place. Trying
// again begins anew.
func (p *program) refuse(why error) {
	bare := p.bare()
	bare.Shut = &ui.Shut{Why: why, Open: func(_ string, failed func(error)) {
		if shown, err := p.begin(); err != nil {
			failed(err)
		} else if !shown {
			p.quit()
		}
	}}
	p.show(ui.New(bare))
}

// tryOpening opens a home by what was typed, or when that is empty as it opens by itself.
func (p *program) tryOpening(c app.Config, typed string, failed func(error)) {
	p.closing.Go(func() {
		home, recovered, err := openTyped(p, c, typed)
		p.drawHome(home, err, func() {
			if err != nil {
				failed(err)
			} else {
				p.enter(home, typed, recovered)
			}
		})
	})
}

func openTyped(p *program, c app.Config, typed string) (home *app.App, recovered bool, err error) {
	if typed == "" {
		home, err = openHome(p.ctx, c)
		return home, false, err
	}
	return app.OpenTyped(p.ctx, c, typed)
}
