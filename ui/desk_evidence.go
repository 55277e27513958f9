package ui

// deskEvidence is what proves the log: checkpoints and proofs of dispatch.
type deskEvidence interface{}
