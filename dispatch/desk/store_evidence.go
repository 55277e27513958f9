package desk

// evidenceStore keeps what proves the log: checkpoints and proofs of dispatch.
type evidenceStore interface{}
