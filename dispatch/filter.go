package dispatch

import "time"

// Filter narrows a search of the log. The zero value finds everything, newest first.
type Filter struct {
	Query    string        // words or their beginnings, all of which must occur
	Patient  string        // a mark of PatientMark; empty: about anybody
	States   []State       // any of; empty: all
	Channels []ChannelKind // any of; empty: all
	Since    time.Time     // created not before; zero: no limit
	Until    time.Time     // created before; zero: no limit
	Limit    int           // rows in a page; 0: 50
	After    string        // cursor of the previous page of the same question; empty: from the first
	Oldest   bool          // oldest first
}

// Page is one page of a search: dispatches with their attempts, and the cursor of the next page, empty
// at the end.
type Page struct {
	Dispatches []Dispatch
	Next       string
}
