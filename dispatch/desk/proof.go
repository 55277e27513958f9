package desk

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
	"golang.org/x/mod/sumdb/note"
)

// LogKey is the public key that checkpoints and proofs verify with.
func (d *Desk) LogKey() proof.Key { return proof.Key(d.config.LogKey) }

// Fingerprint is LogKey's, to be compared over the telephone.
func (d *Desk) Fingerprint() string { return d.LogKey().Fingerprint() }

// Verify proves the whole log, and that it still holds what the witnesses' checkpoints signed. Of those that
// this home did not sign, nothing is proven: KindIntegrity. progress may be nil.
func (d *Desk) Verify(ctx context.Context, witnesses []string, progress func(done, total int64)) (dispatch.Proven, error) {
	opened := make([]dispatch.Checkpoint, len(witnesses))
	for i, text := range witnesses {
		var err error
		if opened[i], err = d.openCheckpoint(text); err != nil {
			return dispatch.Proven{}, err
		}
	}
	stored, err := d.config.Store.Checkpoints(ctx)
	if err != nil {
		return dispatch.Proven{}, err
	}
	for _, c := range stored {
		if _, err := d.openCheckpoint(c.Note); err != nil {
			return dispatch.Proven{}, err
		}
	}
	return d.config.Store.Verify(ctx, opened, progress)
}

func (d *Desk) openCheckpoint(text string) (dispatch.Checkpoint, error) {
	verifier, err := note.NewVerifier(d.config.LogKey)
	if err != nil {
		return dispatch.Checkpoint{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindInternal, Code: "key_not_read"}
	}
	return proof.OpenCheckpoint(text, verifier)
}

// Prove makes a proof of what the log tells of a dispatch, under the first checkpoint that covers all of it
// or a new one, and logs that it was made.
func (d *Desk) Prove(ctx context.Context, id dispatch.ID) (proof.Proof, error) {
	events, err := d.config.Store.Events(ctx, id)
	if err != nil {
		return proof.Proof{}, err
	}
	signed, err := d.covering(ctx, lastTold(events))
	if err != nil {
		return proof.Proof{}, err
	}
	lines, err := d.config.Store.ProofLines(ctx, id, signed.Size)
	if err != nil {
		return proof.Proof{}, err
	}
	made := proof.Proof{Format: proof.Format, Dispatch: id, Key: d.config.LogKey, Checkpoint: signed.Note, Lines: lines}
	if _, err := made.Verify(d.LogKey()); err != nil {
		return proof.Proof{}, err
	}
	return made, d.config.Store.Append(ctx, d.dispatchEvent(dispatch.EventProofMade, id, nil))
}

// lastTold is the last line that tells something of a dispatch, but for proofs that were made of it.
func lastTold(events []dispatch.Event) (last int64) {
	for _, e := range events {
		if e.Type != dispatch.EventProofMade {
			last = e.Seq
		}
	}
	return last
}

func (d *Desk) covering(ctx context.Context, last int64) (dispatch.Checkpoint, error) {
	stored, err := d.config.Store.Checkpoints(ctx)
	if err != nil {
		return dispatch.Checkpoint{}, err
	}
	for _, c := range stored {
		if c.Size >= last {
			return c, nil
		}
	}
	return d.Checkpoint(ctx, dispatch.CheckpointProof)
}

// PrintProof writes the page that proves a dispatch, in a language, fr or en, with the proof inside it.
func (d *Desk) PrintProof(ctx context.Context, w io.Writer, id dispatch.ID, language string) error {
	made, err := d.Prove(ctx, id)
	if err != nil {
		return err
	}
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return err
	}
	return d.config.PrintProof(w, sender.Organisation, made, language)
}

// PrintCheckpoint writes a checkpoint as a page for a witness, in a language, fr or en.
func (d *Desk) PrintCheckpoint(ctx context.Context, w io.Writer, c dispatch.Checkpoint, language string) error {
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return err
	}
	return d.config.PrintCheckpoint(w, sender.Organisation, c, language)
}
