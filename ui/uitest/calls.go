package uitest

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Call tells how far a call is. The passphrases of shares on a portal have been given.
func (d *Desk) Call(_ context.Context, id dispatch.ID) (desk.Call, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.index(id)
	if err := d.called("Call"); err != nil || i < 0 {
		return desk.Call{}, err
	}
	x := d.dispatches[i]
	c := desk.Call{Dispatch: x, Recipient: x.Recipient, Kept: x.Form.NeedsPassphrase() || x.Channel == dispatch.Portal}
	if x.Channel == dispatch.Portal {
		c.Arrived, c.Given = x.Created, x.Created
	}
	for _, e := range d.events[id] {
		switch e.Type {
		case dispatch.EventArrivalConfirmed:
			c.Arrived = e.At
		case dispatch.EventPassphraseGiven:
			c.Given = e.At
		}
	}
	return c, nil
}

// ConfirmArrival notes it.
func (d *Desk) ConfirmArrival(_ context.Context, id dispatch.ID) error {
	return d.step("ConfirmArrival", id, dispatch.EventArrivalConfirmed)
}

// PassphraseGiven notes it.
func (d *Desk) PassphraseGiven(_ context.Context, id dispatch.ID) error {
	return d.step("PassphraseGiven", id, dispatch.EventPassphraseGiven)
}

func (d *Desk) step(method string, id dispatch.ID, event dispatch.EventType) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called(method)
	if err == nil {
		d.tell(id, event, d.Now())
	}
	return err
}

// RevealPassphrase shows words that open nothing, and with the failure that a test asked for too.
func (d *Desk) RevealPassphrase(_ context.Context, id dispatch.ID, _ string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called("RevealPassphrase")
	if err == nil {
		d.tell(id, dispatch.EventPassphraseShown, d.Now())
	}
	return "lanterne-canot-fougasse-onze-lilas", err
}
