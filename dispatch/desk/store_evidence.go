package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
)

// evidenceStore keeps what proves the log: checkpoints and proofs of dispatch.
type evidenceStore interface {
	// AddCheckpoint lets sign make a checkpoint of the log as it stands, while nobody else changes it, and stores
	// it with its event. What does not go on from the last checkpoint is not signed: KindIntegrity.
	AddCheckpoint(ctx context.Context,
		sign func(size int64, root []byte) (dispatch.Checkpoint, dispatch.Event, error)) (dispatch.Checkpoint, error)
	// Checkpoints lists all, oldest first.
	Checkpoints(ctx context.Context) ([]dispatch.Checkpoint, error)
	// LogSize is the number of events of the log.
	LogSize(ctx context.Context) (int64, error)
	// ProofLines are the lines of a dispatch among the log's first size ones, each with its path in the tree.
	ProofLines(ctx context.Context, id dispatch.ID, size int64) ([]proof.Line, error)
	// Verify is VerifyLog that also compares the log with the checkpoints of witnesses, and tells how far it is.
	Verify(ctx context.Context, witnesses []dispatch.Checkpoint, progress func(done, total int64)) (dispatch.Proven, error)
}
