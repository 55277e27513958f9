package sftp

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"slices"

	"github.com/pkg/sftp"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const opSend = "portal.send"

// deposit is the work of one attempt.
type deposit struct {
	*session
	place
	channel  *Channel
	attempt  dispatch.ID
	upload   dispatch.UploadState
	items    []portal.Item // the manifest first: whoever removes a deposit must know what it holds
	total    int64         // bytes of all but the manifest
	done     int64
	progress func(dispatch.Progress)
}

func newDeposit(c *Channel, s *session, p dispatch.Parcel, progress func(dispatch.Progress)) *deposit {
	d := &deposit{session: s, place: c.place, channel: c, attempt: p.Attempt, upload: p.Upload, progress: progress}
	items := portal.Contents(p)
	for _, i := range items {
		d.total += i.Size
	}
	d.items = append([]portal.Item{portal.ManifestOf(items)}, items...)
	return d
}

// make builds the deposit, proves it and gives it its name. It returns the attempt that the deposit is named after:
// an earlier one of the dispatch, when its deposit turns out to stand.
func (d *deposit) make(ctx context.Context) (dispatch.ID, error) {
	earlier, err := d.prepare(ctx)
	if err != nil {
		return "", err
	}
	if stands, err := d.stood(ctx, earlier); stands != "" || err != nil {
		return stands, err
	}
	if err := d.stage(ctx, earlier); err != nil {
		return "", portal.During(opSend, dispatch.Unsent, err)
	}
	for _, i := range d.items {
		if err := d.store(ctx, i); err != nil {
			return "", d.abandon(ctx, err)
		}
	}
	return d.attempt, d.commit(ctx)
}

// prepare notes the attempt, and returns those before it. A folder of this attempt that already stands can only be
// its own earlier try, so what became of that is not known here; Find knows.
func (d *deposit) prepare(ctx context.Context) ([]dispatch.ID, error) {
	if err := d.reach(ctx, d.folder); err != nil {
		return nil, portal.During(opSend, dispatch.Unsent, err)
	}
	for _, name := range []string{d.final(d.attempt), d.staging(d.attempt)} {
		if err := d.vacant(ctx, name); err != nil {
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
func (d *deposit) stood(ctx context.Context, earlier []dispatch.ID) (dispatch.ID, error) {
	for _, attempt := range slices.Backward(earlier) {
		there, err := d.stands(ctx, d.final(attempt))
		if err != nil {
			return "", portal.During(opSend, dispatch.Unsent, err)
		}
		if !there {
			continue
		}
		if err := d.same(ctx, d.final(attempt)); err != nil {
			return "", portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
		}
		return attempt, nil
	}
	return "", nil
}

// same proves that a finished deposit holds what this one would.
func (d *deposit) same(ctx context.Context, folder string) error {
	if err := d.proveFile(ctx, path.Join(folder, portal.ManifestName), d.items[0]); err != nil {
		return err
	}
	_, err := d.prove(ctx, folder)
	return err
}

// stage gives what the newest of the earlier attempts left its own name, or makes the staging folder.
func (d *deposit) stage(ctx context.Context, earlier []dispatch.ID) error {
	for _, attempt := range slices.Backward(earlier) {
		for _, left := range []string{d.staging(attempt), d.void(attempt)} {
			there, err := d.stands(ctx, left)
			if err != nil {
				return err
			}
			if there {
				return d.takeOver(ctx, left)
			}
		}
	}
	if err := d.Mkdir(d.staging(d.attempt)); err != nil {
		return d.failed(ctx, "sftp.mkdir", err)
	}
	return nil
}

func (d *deposit) takeOver(ctx context.Context, left string) error {
	if err := d.give(left, d.staging(d.attempt)); err != nil {
		return d.failed(ctx, "sftp.rename", err)
	}
	return nil
}

// store brings one file into staging, from where it stands, and proves that it is there whole.
func (d *deposit) store(ctx context.Context, i portal.Item) error {
	name := path.Join(d.staging(d.attempt), i.Name)
	file, err := d.OpenFile(name, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return d.failed(ctx, "sftp.open", err)
	}
	err = d.complete(ctx, file, i)
	if closed := file.Close(); err == nil && closed != nil {
		err = d.failed(ctx, "sftp.close", closed)
	}
	if err != nil {
		return err
	}
	return d.proveFile(ctx, name, i)
}

func (d *deposit) proveFile(ctx context.Context, name string, i portal.Item) error {
	sum, err := d.sum(ctx, name, i.Size)
	if err == nil && sum != i.SHA256 {
		err = portal.Damaged("sftp.read")
	}
	return err
}

// complete sends what is missing of a file.
func (d *deposit) complete(ctx context.Context, file *sftp.File, i portal.Item) error {
	have, err := d.right(ctx, file, i)
	if err != nil {
		return err
	}
	if err := file.Truncate(have); err != nil {
		return d.failed(ctx, "sftp.truncate", err)
	}
	if err := d.append(ctx, file, i, have); err != nil {
		return err
	}
	if err := d.flush(file); err != nil {
		return d.failed(ctx, "sftp.fsync", err)
	}
	info, err := file.Stat()
	if err != nil {
		return d.failed(ctx, "sftp.stat", err)
	}
	if info.Size() != i.Size {
		return portal.Damaged("sftp.stat")
	}
	return nil
}

// append sends a file from an offset to its end. The source is read from its beginning, so that it proves
// itself whole.
func (d *deposit) append(ctx context.Context, file *sftp.File, i portal.Item, from int64) error {
	source, err := i.Open(ctx)
	if err != nil {
		return portal.Unreadable("portal.open", err)
	}
	defer source.Close()
	told := &telling{source: portal.NewVerifier(source, i.Size, i.SHA256), moved: d.moved, ctx: ctx}
	if _, err := io.CopyN(io.Discard, told, from); err != nil {
		return portal.Unreadable("portal.open", err)
	}
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		return d.failed(ctx, "sftp.seek", err)
	}
	if from < i.Size {
		_, err = file.ReadFromWithConcurrency(told, underWay)
	}
	switch {
	case told.err != nil:
		return portal.Unreadable("portal.open", told.err)
	case err != nil:
		return d.failed(ctx, "sftp.write", err)
	}
	return nil
}

// telling is a source that tells how much was read of it, and keeps why it failed.
type telling struct {
	source io.Reader
	moved  func(int)
	ctx    context.Context //nolint:containedctx // of the one reading that it is made for
	err    error
}

// Read implements io.Reader. It stops with the context: a connection that was closed may be noticed late.
func (t *telling) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.source.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	t.moved(n)
	return n, err
}

func (d *deposit) moved(n int) {
	d.done = min(d.done+int64(n), d.total) // the manifest does not count
	if d.progress != nil {
		d.progress(dispatch.Progress{Done: d.done, Total: d.total, Unit: dispatch.ProgressBytes})
	}
}

// abandon ends an attempt before its commit. What stands in staging stays for the next attempt when there is
// one to come; otherwise it goes.
func (d *deposit) abandon(ctx context.Context, err error) error {
	e := portal.During(opSend, dispatch.Unsent, err)
	if d.upload != nil && (e.Retry || ctx.Err() != nil) {
		return e
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), portal.TidyPatience)
	defer cancel()
	if failed := d.channel.tidy(ctx, d.attempt); failed != nil {
		e.Err = errors.Join(e.Err, portal.ErrLeftover)
		return e
	}
	portal.Forget(ctx, d.upload)
	return e
}

// commit is the moment at which the deposit counts. The name is looked up once more: the extension would put
// the deposit in the place of an empty folder.
func (d *deposit) commit(ctx context.Context) error {
	if err := d.vacant(ctx, d.final(d.attempt)); err != nil {
		return portal.During(opSend, portal.Occupied(err), err)
	}
	if ctx.Err() != nil {
		return portal.During(opSend, dispatch.Unsent, d.cutOff(ctx, "sftp.rename"))
	}
	err := d.give(d.staging(d.attempt), d.final(d.attempt))
	if err == nil {
		return nil
	}
	failure := d.failed(ctx, "sftp.rename", err)
	if _, answered := answer(err); answered && d.vacant(ctx, d.final(d.attempt)) == nil {
		return d.abandon(ctx, failure)
	}
	return portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", failure)
}
