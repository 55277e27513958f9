package uitest

import (
	"cmp"
	"context"
	"io"
	"time"

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
func (d *Desk) RevealPassphrase(_ context.Context, id dispatch.ID, reason string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.revealed = reason
	err := d.called("RevealPassphrase")
	if err == nil {
		d.tell(id, dispatch.EventPassphraseShown, d.Now())
	}
	return "lanterne-canot-fougasse-onze-lilas", err
}

// Revealed is the reason given with the last showing.
func (d *Desk) Revealed() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.revealed
}

// PrintOpeningCard writes a word.
func (d *Desk) PrintOpeningCard(_ context.Context, w io.Writer, _ dispatch.ID) error {
	if err := d.failure("PrintOpeningCard"); err != nil {
		return err
	}
	_, err := io.WriteString(w, "card")
	return err
}

// PassphraseDays are 30 until they are changed.
func (d *Desk) PassphraseDays(context.Context) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return cmp.Or(d.forgetAfter, 30), d.called("PassphraseDays")
}

// SavePassphraseDays changes them.
func (d *Desk) SavePassphraseDays(_ context.Context, days int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.called("SavePassphraseDays")
	if err == nil {
		d.forgetAfter = days
	}
	return err
}

// SecretStanding tells how far the secret of a recipient is.
func (d *Desk) SecretStanding(_ context.Context, recipient dispatch.ID) (desk.SecretStanding, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.agreed[recipient], d.called("SecretStanding")
}

// DrawSecret draws words that open nothing.
func (d *Desk) DrawSecret(_ context.Context, recipient dispatch.ID) (string, error) {
	return secretWords, d.agree("DrawSecret", recipient, func(s *desk.SecretStanding) { s.Drawn = d.Now() })
}

// SecretTold puts them into use.
func (d *Desk) SecretTold(_ context.Context, recipient dispatch.ID, _ time.Time) error {
	return d.agree("SecretTold", recipient, func(s *desk.SecretStanding) { *s = desk.SecretStanding{Agreed: d.Now()} })
}

// ForgetSecret destroys them.
func (d *Desk) ForgetSecret(_ context.Context, recipient dispatch.ID) error {
	return d.agree("ForgetSecret", recipient, func(s *desk.SecretStanding) { *s = desk.SecretStanding{} })
}

// Secret shows them.
func (d *Desk) Secret(context.Context, dispatch.ID) (string, error) {
	return secretWords, d.failure("Secret")
}

const secretWords = "moulin-velours-girafe-tiroir-radis"

func (d *Desk) agree(method string, recipient dispatch.ID, change func(*desk.SecretStanding)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return err
	}
	s := d.agreed[recipient]
	change(&s)
	d.agreed[recipient] = s
	return nil
}
