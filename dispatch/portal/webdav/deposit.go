package webdav

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const opSend = "portal.send"

// deposit is the work of one attempt.
type deposit struct {
	*client
	places
	attempt  dispatch.ID
	upload   dispatch.UploadState
	items    []portal.Item // the manifest last: it is complete when everything else is
	total    int64         // bytes of all but the manifest
	done     int64
	progress func(dispatch.Progress)
}

func newDeposit(c *client, p dispatch.Parcel, progress func(dispatch.Progress)) *deposit {
	d := &deposit{client: c, places: c.places(p.Attempt), attempt: p.Attempt, upload: p.Upload, progress: progress}
	d.items = portal.Contents(p)
	for _, i := range d.items {
		d.total += i.Size
	}
	d.items = append(d.items, portal.ManifestOf(d.items))
	return d
}

// make builds the deposit, proves it and gives it its name. It returns where it stands: under the name of an earlier
// attempt of the dispatch, when the deposit of that one turns out to stand.
func (d *deposit) make(ctx context.Context) (places, error) {
	earlier, err := d.prepare(ctx)
	if err != nil {
		return places{}, err
	}
	if at, stands, err := d.stood(ctx, earlier); stands || err != nil {
		return at, err
	}
	if err := d.makeFolder(ctx, d.staging); err != nil {
		return places{}, d.abandon(ctx, err)
	}
	for _, i := range d.items {
		if err := d.store(ctx, i); err != nil {
			return places{}, d.abandon(ctx, err)
		}
	}
	return d.places, d.commit(ctx)
}

// prepare notes the attempt, and returns those before it. A folder of the attempt that already stands can only be its
// own earlier try, so what became of that is not known here; Find knows.
func (d *deposit) prepare(ctx context.Context) ([]dispatch.ID, error) {
	if err := d.reach(ctx); err != nil {
		return nil, portal.During(opSend, dispatch.Unsent, err)
	}
	for _, place := range []func(context.Context) error{
		func(ctx context.Context) error { return d.vacant(ctx, d.final) },
		func(ctx context.Context) error { return d.vacant(ctx, d.staging) },
	} {
		if err := place(ctx); err != nil {
			return nil, portal.During(opSend, portal.Occupied(err), err)
		}
	}
	earlier, err := portal.Remember(ctx, d.upload, d.attempt)
	if err != nil {
		return nil, portal.During(opSend, dispatch.Unsent, err)
	}
	return earlier, nil
}

// stood finds the deposit of an earlier attempt, which a person may have called unsent, and proves that it is this one.
func (d *deposit) stood(ctx context.Context, earlier []dispatch.ID) (places, bool, error) {
	for _, attempt := range slices.Backward(earlier) {
		at := d.client.places(attempt)
		deposit, err := d.stat(ctx, at.final)
		if err != nil {
			return places{}, false, portal.During(opSend, dispatch.Unsent, err)
		}
		if !deposit.exists {
			continue
		}
		if err := d.same(ctx, at); err != nil {
			return places{}, false, portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
		}
		return at, true, nil
	}
	return places{}, false, nil
}

// same proves that a finished deposit holds what this one would.
func (d *deposit) same(ctx context.Context, at places) error {
	manifest := d.items[len(d.items)-1]
	sum, err := d.sum(ctx, at.final.JoinPath(manifest.Name), manifest.Size)
	if err == nil && sum != manifest.SHA256 {
		err = portal.Damaged("webdav.get")
	}
	if err != nil {
		return err
	}
	_, err = d.prove(ctx, at)
	return err
}

// store puts one file into staging and proves that it is there whole.
func (d *deposit) store(ctx context.Context, i portal.Item) error {
	at := d.staging.JoinPath(i.Name)
	if err := d.vacant(ctx, at); err != nil {
		return err
	}
	source, err := i.Open(ctx)
	if err != nil {
		return portal.Unreadable("portal.open", err)
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
		return portal.Damaged("webdav.propfind")
	}
	if sum == "" {
		if sum, err = d.sum(ctx, at, i.Size); err != nil {
			return err
		}
	}
	if sum != i.SHA256 {
		return portal.Damaged("webdav.get")
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

// abandon removes staging after err, which came before the MOVE. What is known of earlier attempts is kept when there
// is another to come.
func (d *deposit) abandon(ctx context.Context, err error) error {
	stopped := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), portal.TidyPatience)
	defer cancel()
	e := portal.During(opSend, dispatch.Unsent, err)
	if _, failed := d.remove(ctx, d.staging); failed != nil {
		e.Err = errors.Join(e.Err, portal.ErrLeftover)
	} else if !e.Retry && !stopped {
		portal.Forget(ctx, d.upload)
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
		return portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
	}
	return portal.During(opSend, dispatch.Unsent, err)
}

// refused settles a MOVE that was answered with a refusal, and reports whether it certainly never
// happened: a proxy may have repeated it, and refused only the second.
func (d *deposit) refused(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), portal.TidyPatience)
	defer cancel()
	fenced, err := d.fence(ctx, d.places)
	return fenced && err == nil && d.vacant(ctx, d.final) == nil
}
