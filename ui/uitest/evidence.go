package uitest

import (
	"context"
	"io"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// Checkpoint signs nothing, and remembers that it was asked to.
func (d *Desk) Checkpoint(_ context.Context, reason string) (dispatch.Checkpoint, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Checkpoint"); err != nil {
		return dispatch.Checkpoint{}, err
	}
	made := dispatch.Checkpoint{Size: 1284, At: d.Now(), Reason: reason}
	d.checkpoints = append(d.checkpoints, made)
	return made, nil
}

// Checkpoints lists those that were asked for.
func (d *Desk) Checkpoints(context.Context) ([]dispatch.Checkpoint, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.checkpoints), d.called("Checkpoints")
}

// Verify proves a log of 1284 lines, in two steps.
func (d *Desk) Verify(_ context.Context, _ []string, progress func(done, total int64)) (dispatch.Proven, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Verify"); err != nil {
		return dispatch.Proven{}, err
	}
	progress(640, 1284)
	progress(1284, 1284)
	return dispatch.Proven{Events: 1284, Checkpoints: len(d.checkpoints)}, nil
}

// Fingerprint is that of no key.
func (d *Desk) Fingerprint() string { return "CVL6-SZ5A-YESG-BDJM-RDQK" }

// PrintProof writes a page that says nothing.
func (d *Desk) PrintProof(_ context.Context, w io.Writer, _ dispatch.ID, _ string) error {
	return d.writes("PrintProof", w)
}

// PrintCheckpoint writes a page that says nothing.
func (d *Desk) PrintCheckpoint(_ context.Context, w io.Writer, _ dispatch.Checkpoint, _ string) error {
	return d.writes("PrintCheckpoint", w)
}

// WitnessDraft is of a page, for whoever is given.
func (d *Desk) WitnessDraft(_ context.Context, to dispatch.Recipient, _ string) (desk.Draft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("WitnessDraft"); err != nil {
		return desk.Draft{}, err
	}
	page := inspect.Report{Name: "souspli.pdf", MediaType: "application/pdf", Pages: 1, Kind: dispatch.GeneralInfo}
	return desk.Draft{Recipient: to, Kind: dispatch.GeneralInfo, Documents: []inspect.Report{page}}, nil
}

func (d *Desk) writes(method string, w io.Writer) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return err
	}
	_, err := io.WriteString(w, "%PDF-1.4")
	return err
}
