package uitest

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Notify lays delivery notices ready: every message given to Bounce, and the mailbox, hold them.
func (d *Desk) Notify(returned ...desk.Returned) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.returned = returned
}

// Bounce reads the notices that were laid ready; where there are none, the message is no notice.
func (d *Desk) Bounce(_ context.Context, message io.Reader) ([]desk.Returned, error) {
	if _, err := io.Copy(io.Discard, message); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.returned) == 0 {
		return nil, &dispatch.Error{Op: "desk.bounce", Kind: dispatch.KindInvalid, Code: "bounce_not_a_report", Certainty: dispatch.Unsent}
	}
	d.version++
	return d.returned, d.called("Bounce")
}

// ReadReturns reads the notices that were laid ready.
func (d *Desk) ReadReturns(context.Context) ([]desk.Returned, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.version++
	return d.returned, d.called("ReadReturns")
}
