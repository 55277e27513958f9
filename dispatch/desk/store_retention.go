package desk

// retentionStore keeps how long things are kept, copies of the home and exports.
type retentionStore interface{}
