package nextcloud

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const opSend = "portal.send"

func tidying(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), portal.TidyPatience)
}

// deposit is the work of one attempt.
type deposit struct {
	*session
	attempt, dispatch dispatch.ID
	upload            dispatch.UploadState
	files             []portal.Item // the manifest last: it is complete when everything else is
	total, done       int64         // bytes of all but the manifest
	numbers           []string      // of the documents, by the server's count
	whose             dispatch.ID   // whose name the deposit has
	progress          func(dispatch.Progress)
}

func newDeposit(s *session, p dispatch.Parcel, progress func(dispatch.Progress)) *deposit {
	d := &deposit{session: s, attempt: p.Attempt, dispatch: p.Dispatch, upload: p.Upload, whose: p.Attempt, progress: progress}
	d.files = portal.Contents(p)
	for _, f := range d.files {
		d.total += f.Size
	}
	d.files = append(d.files, portal.ManifestOf(d.files))
	return d
}

// make builds the deposit, proves it and gives it its name.
func (d *deposit) make(ctx context.Context) error {
	if err := d.begin(ctx); err != nil {
		return err
	}
	for _, f := range d.files {
		if err := d.store(ctx, f); err != nil {
			return d.abandon(ctx, err)
		}
	}
	if err := d.commit(ctx); err != nil {
		return d.abandon(ctx, err)
	}
	return nil
}

// begin marks the attempt. One whose mark or deposit stands can only be its own earlier try, so what became
// of that is not known here; Find knows.
func (d *deposit) begin(ctx context.Context) error {
	for _, place := range []*url.URL{d.final(d.attempt), d.marker(d.attempt)} {
		if err := d.vacant(ctx, place); err != nil {
			return webdav.During(opSend, portal.Occupied(err), err)
		}
	}
	if err := d.mark(ctx); err != nil {
		return d.abandon(ctx, err)
	}
	return nil
}

// mark says on the server that the attempt has asked for no share yet, and makes the staging folder unless an
// earlier attempt has.
func (d *deposit) mark(ctx context.Context) error {
	name := []byte(d.dispatch)
	body := webdav.Body{Source: io.NopCloser(bytes.NewReader(name)), Size: int64(len(name)), Progress: func(int) {}}
	if _, err := d.dav.Put(ctx, d.marker(d.attempt), body, nil); err != nil {
		return err
	}
	there, err := d.dav.Stat(ctx, d.staging(d.dispatch))
	if err != nil || there.Folder {
		return err
	}
	return d.dav.MakeFolder(ctx, d.staging(d.dispatch), nil)
}

// store puts one file into staging and proves that it is there whole. What an earlier attempt left is proven
// instead, and replaced when it is not the file.
func (d *deposit) store(ctx context.Context, f portal.Item) error {
	at := d.staging(d.dispatch).JoinPath(f.Name)
	there, err := d.dav.Stat(ctx, at)
	if err != nil {
		return err
	}
	if there.Exists {
		sum := ""
		if there.Length == f.Size {
			if sum, err = d.dav.Sum(ctx, at, f.Size); err != nil {
				return err
			}
		}
		if sum == f.SHA256 {
			return d.keep(ctx, f)
		}
		if _, err := d.erase(ctx, at); err != nil {
			return err
		}
	}
	if f.Size > d.config.Chunk {
		return d.storeChunks(ctx, f, at)
	}
	return d.storePlain(ctx, f, at)
}

// keep counts a file that is there already, if the document is still what was queued.
func (d *deposit) keep(ctx context.Context, f portal.Item) error {
	source, err := f.Open(ctx)
	if err != nil {
		return webdav.Unreadable("portal.open", err)
	}
	defer source.Close()
	if _, err := io.Copy(io.Discard, portal.NewVerifier(source, f.Size, f.SHA256)); err != nil {
		return webdav.Unreadable("portal.open", err)
	}
	d.moved(int(f.Size))
	return nil
}

// storePlain puts a file in one request.
func (d *deposit) storePlain(ctx context.Context, f portal.Item, at *url.URL) error {
	source, err := f.Open(ctx)
	if err != nil {
		return webdav.Unreadable("portal.open", err)
	}
	sum, err := d.dav.Put(ctx, at, webdav.Body{
		Source: verified{portal.NewVerifier(source, f.Size, f.SHA256), source}, Size: f.Size, Progress: d.moved,
	}, nil)
	if err != nil {
		return err
	}
	return d.prove(ctx, f, at, sum)
}

// verified is a document that proves itself while it is read.
type verified struct {
	io.Reader
	io.Closer
}

// prove makes sure of what stands at u: its size, and the sum that the server told or else the file itself.
// What is not the file is removed, so that nobody goes on with it.
func (d *deposit) prove(ctx context.Context, f portal.Item, at *url.URL, sum string) error {
	there, err := d.dav.Stat(ctx, at)
	if err != nil {
		return err
	}
	if there.Exists && there.Length == f.Size {
		if sum == "" {
			if sum, err = d.dav.Sum(ctx, at, f.Size); err != nil {
				return err
			}
		}
		if sum == f.SHA256 {
			return nil
		}
	}
	_, _ = d.erase(ctx, at) // the next attempt looks at it again
	return webdav.Damaged("nextcloud.prove")
}

func (d *deposit) moved(n int) {
	d.done = min(d.done+int64(n), d.total) // the manifest does not count
	if d.progress != nil {
		d.progress(dispatch.Progress{Done: d.done, Total: d.total, Unit: dispatch.ProgressBytes})
	}
}

// commit gives the deposit its name, and then takes the mark away: from now on a share may be asked for. A
// lost answer is no loss, for the deposit can be looked at.
func (d *deposit) commit(ctx context.Context) error {
	if _, err := d.dav.Move(ctx, d.staging(d.dispatch), d.final(d.attempt), nil); err != nil {
		there, lost := d.dav.Stat(ctx, d.final(d.attempt))
		if lost != nil || !there.Folder {
			return err
		}
	}
	documents, err := d.documents(ctx, d.final(d.attempt))
	if err != nil {
		return err
	}
	d.numbers = documents
	return d.dav.Remove(ctx, d.marker(d.attempt))
}

// abandon ends an attempt that asked for no share, or whose share was refused. What was uploaded is left to
// the next attempt, if there will be one. The mark goes last: it says that nobody was reached.
func (d *deposit) abandon(ctx context.Context, err error) error {
	ctx, cancel := tidying(ctx)
	defer cancel()
	if there, lost := d.dav.Stat(ctx, d.final(d.attempt)); lost == nil && there.Exists {
		_, _ = d.dav.Move(ctx, d.final(d.attempt), d.staging(d.dispatch), nil)
	}
	if !dispatch.RetryOf(err) && d.clear(ctx) == nil {
		portal.Forget(ctx, d.upload)
	}
	_ = d.dav.Remove(ctx, d.marker(d.attempt)) // Find reads it as what it is
	return webdav.During(opSend, dispatch.Unsent, err)
}

// clear removes what was uploaded for the dispatch.
func (d *deposit) clear(ctx context.Context) error {
	_, err := d.erase(ctx, d.final(d.attempt), d.staging(d.dispatch), d.marker(d.attempt))
	for _, f := range d.files {
		if f.Size > d.config.Chunk {
			err = errors.Join(err, d.dav.Remove(ctx, d.uploads(uploadName(d.dispatch, f.Name))))
		}
	}
	return err
}
