package uitest

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// keeping is what the desk keeps of retention and copies.
type keeping struct {
	chosen  *dispatch.Retention
	expired dispatch.Expired
	holds   []dispatch.LegalHold
	runs    []dispatch.Destruction
	copies  desk.CopyStanding
}

// Expire makes things be over.
func (d *Desk) Expire(e dispatch.Expired) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keeping.expired = e
}

// PlanRetention tells what a test made be over.
func (d *Desk) PlanRetention(context.Context) (desk.RetentionPlan, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := dispatch.DefaultRetention()
	if d.keeping.chosen != nil {
		r = *d.keeping.chosen
	}
	return desk.RetentionPlan{Retention: r, Cutoffs: r.Cutoffs(d.Now()), Expired: d.keeping.expired}, d.called("PlanRetention")
}

// SaveRetention keeps the periods.
func (d *Desk) SaveRetention(_ context.Context, r dispatch.Retention) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SaveRetention"); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	d.keeping.chosen = &r
	return nil
}

// DestroyExpired ends what is over.
func (d *Desk) DestroyExpired(context.Context) (dispatch.Certificate, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("DestroyExpired"); err != nil {
		return dispatch.Certificate{}, false, err
	}
	run := dispatch.Destruction{ID: d.id(), Started: d.Now(), Ended: d.Now(), Destroyed: d.keeping.expired}
	d.keeping.runs, d.keeping.expired = slices.Insert(d.keeping.runs, 0, run), dispatch.Expired{}
	return dispatch.Certificate{Destruction: run}, true, nil
}

// Destructions lists them, the newest first.
func (d *Desk) Destructions(context.Context) ([]dispatch.Destruction, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.keeping.runs), d.called("Destructions")
}

// PrintCertificate writes a word.
func (d *Desk) PrintCertificate(_ context.Context, w io.Writer, _ dispatch.ID, _ string) error {
	if err := d.failure("PrintCertificate"); err != nil {
		return err
	}
	_, err := io.WriteString(w, "certificate")
	return err
}

// Holds lists the holds.
func (d *Desk) Holds(context.Context) ([]dispatch.LegalHold, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.keeping.holds), d.called("Holds")
}

// PlaceHold keeps a hold.
func (d *Desk) PlaceHold(_ context.Context, scope dispatch.HoldScope, target dispatch.ID, reason string) (dispatch.LegalHold, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("PlaceHold"); err != nil {
		return dispatch.LegalHold{}, err
	}
	h := dispatch.LegalHold{ID: d.id(), Scope: scope, Target: target, Reason: reason, Actor: "accueil", Placed: d.Now()}
	d.keeping.holds = append(d.keeping.holds, h)
	return h, nil
}

// LiftHold forgets a hold.
func (d *Desk) LiftHold(_ context.Context, id dispatch.ID, _ string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("LiftHold"); err != nil {
		return err
	}
	d.keeping.holds = slices.DeleteFunc(d.keeping.holds, func(h dispatch.LegalHold) bool { return h.ID == id })
	return nil
}

// CopyStanding tells of the last copy.
func (d *Desk) CopyStanding(context.Context) (desk.CopyStanding, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.keeping.copies, d.called("CopyStanding")
}

// SaveCopyFolder keeps the folder.
func (d *Desk) SaveCopyFolder(_ context.Context, folder string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SaveCopyFolder"); err != nil {
		return err
	}
	d.keeping.copies.Folder = folder
	return nil
}

// CopyHome makes a copy of nothing.
func (d *Desk) CopyHome(context.Context, string) (dispatch.Copy, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("CopyHome"); err != nil {
		return dispatch.Copy{}, err
	}
	at := d.Now().UTC().Truncate(time.Second)
	d.keeping.copies.Last = dispatch.Copy{ID: d.id(), Name: "souspli-" + at.Format("2006-01-02T150405Z") + ".souspli", At: at, Events: 12}
	return d.keeping.copies.Last, nil
}

// Export writes the ids of what the desk holds.
func (d *Desk) Export(_ context.Context, w io.Writer, _ desk.ExportOptions) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Export"); err != nil {
		return 0, err
	}
	for _, x := range d.dispatches {
		if _, err := io.WriteString(w, string(x.ID)+"\n"); err != nil {
			return 0, err
		}
	}
	return len(d.dispatches), nil
}
