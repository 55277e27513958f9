package ui

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// deskEvidence is what proves the log: checkpoints and proofs of dispatch.
type deskEvidence interface {
	Checkpoint(ctx context.Context, reason string) (dispatch.Checkpoint, error)
	Checkpoints(ctx context.Context) ([]dispatch.Checkpoint, error)
	Verify(ctx context.Context, witnesses []string, progress func(done, total int64)) (dispatch.Proven, error)
	Fingerprint() string
	PrintProof(ctx context.Context, w io.Writer, id dispatch.ID, language string) error
	WitnessDraft(ctx context.Context, to dispatch.Recipient, language string) (desk.Draft, error)
	PrintCheckpoint(ctx context.Context, w io.Writer, c dispatch.Checkpoint, language string) error
}
