package ui

// deskRetention is how long things are kept, copies of the home and exports.
type deskRetention interface{}
