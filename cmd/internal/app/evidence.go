package app

// origin is the log's name in checkpoints and proofs: it tells homes apart, and nothing of who they are.
func (h homeDescription) origin() string { return "souspli/" + string(h.ID) }
