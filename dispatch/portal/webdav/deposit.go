package webdav

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const (
	maxDocuments = 500 // whose names fit a manifest
	opSend       = "portal.send"
	// tidyPatience is how long cleaning up may take when whoever asked has gone.
	tidyPatience = 20 * time.Second
)

// item is one file of a deposit.
type item struct {
	portal.Entry
	size int64
	open func(context.Context) (io.ReadCloser, error)
}

// deposit is the work of one attempt.
type deposit struct {
	*client
	places
	items    []item // the manifest last: it is complete when everything else is
	total    int64  // bytes of all but the manifest
	done     int64
	progress func(dispatch.Progress)
}

func newDeposit(c *client, p dispatch.Parcel, progress func(dispatch.Progress)) *deposit {
	d := &deposit{client: c, places: c.places(p.Attempt), progress: progress}
	var manifest portal.Manifest
	for _, i := range contents(p) {
		d.items = append(d.items, i)
		d.total += i.size
		manifest = append(manifest, i.Entry)
	}
	d.items = append(d.items, text(portal.ManifestName, string(manifest.Bytes())))
	return d
}

// contents are the documents of a parcel and what was written with them, if anything.
func contents(p dispatch.Parcel) []item {
	var items []item
	for n, document := range p.Documents {
		entry := portal.Entry{Name: portal.FileName(n+1, document.MediaType), SHA256: document.SHA256}
		items = append(items, item{Entry: entry, size: document.Size, open: document.Open})
	}
	if written := strings.Trim(p.Subject+"\n\n"+p.Message, "\n"); written != "" {
		items = append(items, text(portal.MessageName, written+"\n"))
	}
	return items
}

func text(name, content string) item {
	sum := sha256.Sum256([]byte(content))
	return item{
		Entry: portal.Entry{Name: name, SHA256: hex.EncodeToString(sum[:])},
		size:  int64(len(content)),
		open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(content)), nil
		},
	}
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
func (d *deposit) store(ctx context.Context, i item) error {
	at := d.staging.JoinPath(i.Name)
	if err := d.vacant(ctx, at); err != nil {
		return err
	}
	source, err := i.open(ctx)
	if err != nil {
		return sourceError("portal.open", err)
	}
	sum, err := d.put(ctx, at, &upload{
		source:   verified{portal.NewVerifier(source, i.size, i.SHA256), source},
		size:     i.size,
		progress: d.moved,
	})
	if err != nil {
		return err
	}
	stored, err := d.stat(ctx, at)
	if err != nil {
		return err
	}
	if !stored.exists || stored.folder || stored.length != i.size {
		return damaged("webdav.propfind")
	}
	if sum == "" {
		if sum, err = d.sum(ctx, at, i.size); err != nil {
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
