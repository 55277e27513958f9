package webdav

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const (
	opSend = "portal.send"
	// tidyPatience is how long cleaning up may take when whoever asked has gone.
	tidyPatience = 20 * time.Second
)

// deposit is the work of one attempt.
type deposit struct {
	*client
	places
	items    []portal.Item // the manifest last: it is complete when everything else is
	total    int64         // bytes of all but the manifest
	done     int64
	progress func(dispatch.Progress)
}

func newDeposit(c *client, p dispatch.Parcel, progress func(dispatch.Progress)) *deposit {
	d := &deposit{client: c, places: c.places(p.Attempt), progress: progress}
	d.items = portal.Contents(p)
	for _, i := range d.items {
		d.total += i.Size
	}
	d.items = append(d.items, portal.ManifestOf(d.items))
	return d
}

// make builds the deposit, proves it and gives it its name.
func (d *deposit) make(ctx context.Context) error {
	if err := d.prepare(ctx); err != nil {
		return err
	}
	for _, i := range d.items {
		if err := d.store(ctx, i); err != nil {
			return d.abandon(ctx, err)
		}
	}
	return d.commit(ctx)
}

// prepare makes the staging folder. A folder of the attempt that already stands can only be its own
// earlier try, so what became of that is not known here; Find knows.
func (d *deposit) prepare(ctx context.Context) error {
	if err := d.reach(ctx); err != nil {
		return during(opSend, dispatch.Unsent, err)
	}
	for _, place := range []func(context.Context) error{
		func(ctx context.Context) error { return d.vacant(ctx, d.final) },
		func(ctx context.Context) error { return d.vacant(ctx, d.staging) },
	} {
		if err := place(ctx); err != nil {
			return during(opSend, taken(err), err)
		}
	}
	if err := d.makeFolder(ctx, d.staging); err != nil {
		return d.abandon(ctx, err)
	}
	return nil
}

// taken is Maybe when err says that a folder of the attempt is there already.
func taken(err error) dispatch.Certainty {
	if dispatch.KindOf(err) == dispatch.KindConflict {
		return dispatch.Maybe
	}
	return dispatch.Unsent
}

// store puts one file into staging and proves that it is there whole.
func (d *deposit) store(ctx context.Context, i portal.Item) error {
	at := d.staging.JoinPath(i.Name)
	if err := d.vacant(ctx, at); err != nil {
		return err
	}
	source, err := i.Open(ctx)
	if err != nil {
		return sourceError("portal.open", err)
	}
	sum, err := d.put(ctx, at, &upload{
		source:   verified{portal.NewVerifier(source, i.Size, i.SHA256), source},
		size:     i.Size,
		progress: d.moved,
	})
	if err != nil {
		return err
	}
	stored, err := d.stat(ctx, at)
	if err != nil {
		return err
	}
	if !stored.exists || stored.folder || stored.length != i.Size {
		return damaged("webdav.propfind")
	}
	if sum == "" {
		if sum, err = d.sum(ctx, at, i.Size); err != nil {
			return err
		}
	}
	if sum != i.SHA256 {
		return damaged("webdav.get")
	}
	return nil
}

// verified is a document that proves itself while it is read.
type verified struct {
	io.Reader
	io.Closer
}

func (d *deposit) moved(n int) {
	d.done = min(d.done+int64(n), d.total) // the manifest does not count
	if d.progress != nil {
		d.progress(dispatch.Progress{Done: d.done, Total: d.total, Unit: dispatch.ProgressBytes})
	}
}

// abandon removes staging after err, which came before the MOVE.
func (d *deposit) abandon(ctx context.Context, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyPatience)
	defer cancel()
	e := during(opSend, dispatch.Unsent, err)
	if _, failed := d.remove(ctx, d.staging); failed != nil {
		e.Err = errors.Join(e.Err, errLeftover)
	}
	return e
}

// commit is the moment at which the deposit counts.
func (d *deposit) commit(ctx context.Context) error {
	status, err := d.move(ctx, d.staging, d.final)
	if err == nil {
		return nil
	}
	if status < 300 || status > 499 || !d.refused(ctx) {
		return unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
	}
	return during(opSend, dispatch.Unsent, err)
}

// refused settles a MOVE that was answered with a refusal, and reports whether it certainly never
// happened: a proxy may have repeated it, and refused only the second.
func (d *deposit) refused(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyPatience)
	defer cancel()
	fenced, err := d.fence(ctx, d.places)
	return fenced && err == nil && d.vacant(ctx, d.final) == nil
}
