package sharepoint

import (
	"context"
	"encoding/json"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// tidyPatience is how long cleaning up may take when whoever asked has gone.
const tidyPatience = 20 * time.Second

func tidying(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), tidyPatience)
}

// deposit is the work of one attempt.
type deposit struct {
	*Channel
	attempt, dispatch dispatch.ID
	upload            dispatch.UploadState
	state             uploadState
	root              string        // identifier of the folder for deposits
	mark, staging     item          // staging is the deposit itself once it has its name
	files             []portal.Item // the manifest last: it is complete when everything else is
	total, done       int64         // bytes of all but the manifest
	progress          func(dispatch.Progress)
}

func newDeposit(c *Channel, p dispatch.Parcel, progress func(dispatch.Progress)) *deposit {
	d := &deposit{Channel: c, attempt: p.Attempt, dispatch: p.Dispatch, upload: p.Upload, progress: progress}
	d.files = portal.Contents(p)
	for _, f := range d.files {
		d.total += f.Size
	}
	d.files = append(d.files, portal.ManifestOf(d.files))
	return d
}

// make builds the deposit, proves it, gives it its name and takes its mark away.
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

// begin marks the attempt. One whose mark or deposit stands can only be its own earlier try, so what became of
// that is not known here; Find knows.
func (d *deposit) begin(ctx context.Context) (err error) {
	if d.root, err = d.makeRoot(ctx); err != nil {
		return portal.During(opSend, dispatch.Unsent, err)
	}
	for _, name := range []string{portal.Folder(d.attempt), portal.StagingFolder(d.attempt)} {
		there, err := d.graph.child(ctx, d.root, name)
		if err != nil {
			return portal.During(opSend, dispatch.Unsent, err)
		}
		if there.exists() {
			return &dispatch.Error{Op: opSend, Kind: dispatch.KindConflict, Code: "portal_name_taken", Certainty: dispatch.Maybe}
		}
	}
	if err := d.succeed(ctx); err != nil {
		return portal.During(opSend, dispatch.Unsent, err)
	}
	if err := d.stage(ctx); err != nil {
		return d.abandon(ctx, err)
	}
	return nil
}

// uploadState is what one attempt leaves to the next. The session's address is a secret.
type uploadState struct {
	Attempt dispatch.ID `json:"attempt"`
	File    string      `json:"file,omitempty"`
	SHA256  string      `json:"sha256,omitempty"`
	Session string      `json:"session,omitempty"`
}

// succeed takes over from the attempt before, whose mark is of no use any more: it was settled.
func (d *deposit) succeed(ctx context.Context) error {
	if d.upload == nil {
		return nil
	}
	kept, err := d.upload.Load(ctx)
	if err != nil {
		return err
	}
	if json.Unmarshal(kept, &d.state) != nil {
		d.state = uploadState{}
	}
	if before := d.state.Attempt; before.Valid() && before != d.attempt {
		if mark, err := d.graph.child(ctx, d.root, portal.StagingFolder(before)); err == nil {
			_ = d.graph.remove(ctx, mark) // an empty name that means nothing may stay
		}
	}
	d.state.Attempt = d.attempt
	return d.keep(ctx)
}

// keep seals what the next attempt must know.
func (d *deposit) keep(ctx context.Context) error {
	if d.upload == nil {
		return nil
	}
	state, err := json.Marshal(d.state)
	if err != nil {
		return err
	}
	return d.upload.Save(ctx, state)
}

// stage says on the drive that the attempt has invited nobody yet, and finds or makes the place to build in.
func (d *deposit) stage(ctx context.Context) (err error) {
	if d.mark, err = d.graph.makeFolder(ctx, d.root, portal.StagingFolder(d.attempt)); err != nil {
		return err
	}
	if _, err = d.graph.makeFolder(ctx, d.mark.ID, string(d.dispatch)); err != nil {
		return err
	}
	d.staging, err = d.graph.folderOf(ctx, d.root, portal.StagingFolder(d.dispatch))
	return err
}

// commit gives the deposit its name. An answer that was lost is no reason to ask again.
func (d *deposit) commit(ctx context.Context) error {
	if err := d.graph.rename(ctx, d.staging.ID, portal.Folder(d.attempt)); err != nil {
		there, lost := d.graph.child(ctx, d.root, portal.Folder(d.attempt))
		if lost != nil || there.ID != d.staging.ID {
			return err
		}
	}
	return d.graph.remove(ctx, d.mark)
}

func (d *deposit) moved(n int64) {
	d.done = min(d.done+n, d.total) // the manifest is not counted
	if d.progress != nil && n > 0 {
		d.progress(dispatch.Progress{Done: d.done, Total: d.total, Unit: dispatch.ProgressBytes})
	}
}

// abandon ends an attempt that invited nobody. What was uploaded is left to the next attempt, if there will be
// one. The mark goes last: it says that nobody was reached.
func (d *deposit) abandon(ctx context.Context, err error) error {
	ctx, cancel := tidying(ctx)
	defer cancel()
	if d.staging.exists() {
		if dispatch.RetryOf(err) {
			_ = d.graph.rename(ctx, d.staging.ID, portal.StagingFolder(d.dispatch))
		} else {
			_ = d.graph.remove(ctx, d.staging)
		}
	}
	_ = d.graph.remove(ctx, d.mark) // Find reads it as what it is
	return portal.During(opSend, dispatch.Unsent, err)
}
