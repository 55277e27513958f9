package dispatch

import "time"

// The events of the log's own evidence.
const (
	EventCheckpoint   EventType = "checkpoint"    // the log was signed as it stood
	EventProofMade    EventType = "proof_made"    // a proof of the dispatch was made
	EventSettingSaved EventType = "setting_saved" // a setting of the home changed: which stands under "setting"
)

// Reasons for a checkpoint, as Checkpoint.Reason and its event's "reason" say them.
const (
	CheckpointAtStart     = "start"       // the program started
	CheckpointDaily       = "daily"       // a day went by
	CheckpointAsked       = "asked"       // a person asked
	CheckpointProof       = "proof"       // a proof of dispatch was asked for
	CheckpointDestruction = "destruction" // something is about to be destroyed
)

// Checkpoint is what the home signed of its log at one time: who keeps one can show later that nothing of
// what stood in the log then was altered or taken away.
type Checkpoint struct {
	ID     ID        `json:"id"`
	Size   int64     `json:"size"` // events that it covers: lines 1 to Size
	Root   []byte    `json:"root"` // of the Merkle tree over them, RFC 6962, SHA-256
	At     time.Time `json:"at"`   // UTC, to the second
	Reason string    `json:"reason"`
	Note   string    `json:"note"` // the signed note that says all this, as text
}

// Proven is what a verification of the log proved.
type Proven struct {
	Events      int64 `json:"events"`
	Checkpoints int   `json:"checkpoints"` // stored ones that the log agrees with
}
