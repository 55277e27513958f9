package dispatch

import (
	"encoding/json"
	"time"
)

// Retention is how long a clinic keeps what. The law sets floors: see the constants.
type Retention struct {
	DocumentDays  int `json:"document_days"`  // documents, after nothing more happens to their dispatches
	LogYears      int `json:"log_years"`      // everything else of a dispatch, after it was created
	IncidentYears int `json:"incident_years"` // an incident, after the clinic became aware of it
}

// What a clinic may choose from.
const (
	DefaultDocumentDays = 30
	LeastDocumentDays   = 1
	MostDocumentDays    = 3660
	// LeastLogYears: M-9, r. 20.3.1, s. 14 keeps a record for ten years after its last entry.
	LeastLogYears      = 10
	MostRetentionYears = 100
)

// DefaultRetention keeps documents a month, and the rest as long as the law asks.
func DefaultRetention() Retention {
	return Retention{DocumentDays: DefaultDocumentDays, LogYears: LeastLogYears, IncidentYears: IncidentYears}
}

// Check refuses what is below the law or beyond sense, with KindInvalid and the field at fault.
func (r Retention) Check() error {
	for _, limit := range []struct {
		field, code        string
		value, least, most int
	}{
		{"document_days", "retention_document_days", r.DocumentDays, LeastDocumentDays, MostDocumentDays},
		{"log_years", "retention_log_years", r.LogYears, LeastLogYears, MostRetentionYears},
		{"incident_years", "retention_incident_years", r.IncidentYears, IncidentYears, MostRetentionYears},
	} {
		if limit.value < limit.least || limit.value > limit.most {
			return &Error{Op: "retention", Kind: KindInvalid, Code: limit.code, Field: limit.field}
		}
	}
	return nil
}

// Cutoffs are the moments before which things are over.
type Cutoffs struct {
	Documents time.Time `json:"documents"` // the last change of their dispatches
	Log       time.Time `json:"log"`       // the creation of a dispatch, or the time of a line
	Incidents time.Time `json:"incidents"` // the day until which the law keeps them
}

// Cutoffs counts back from now.
func (r Retention) Cutoffs(now time.Time) Cutoffs {
	now = now.UTC()
	return Cutoffs{
		Documents: now.AddDate(0, 0, -r.DocumentDays), Log: now.AddDate(-r.LogYears, 0, 0),
		Incidents: now.AddDate(IncidentYears-r.IncidentYears, 0, 0),
	}
}

// Amount is how much of one sort there is, and its oldest and newest.
type Amount struct {
	Count  int       `json:"count"`
	Oldest time.Time `json:"oldest,omitzero"`
	Newest time.Time `json:"newest,omitzero"`
}

// Add counts one of a moment.
func (a *Amount) Add(at time.Time) {
	if a.Count == 0 || at.Before(a.Oldest) {
		a.Oldest = at
	}
	if a.Count == 0 || at.After(a.Newest) {
		a.Newest = at
	}
	a.Count++
}

// Expired is what is over: documents with their bytes at rest, dispatches, incidents, and lines of the log that tell of
// neither.
type Expired struct {
	Documents  Amount `json:"documents"`
	Bytes      int64  `json:"bytes"`
	Dispatches Amount `json:"dispatches"`
	Incidents  Amount `json:"incidents"`
	Lines      Amount `json:"lines"`
	Held       int    `json:"held"` // dispatches that would be over, and that a hold keeps
}

// Nothing reports whether nothing is over. What is held stays.
func (e Expired) Nothing() bool {
	return e.Documents.Count+e.Dispatches.Count+e.Incidents.Count+e.Lines.Count == 0
}

// Destruction is one run that destroyed what was over, by whom and by which rule. Ended is zero until it is through.
type Destruction struct {
	ID        ID        `json:"id"`
	Started   time.Time `json:"started"`
	Ended     time.Time `json:"ended,omitzero"`
	Actor     string    `json:"actor"`
	Retention Retention `json:"retention"`
	Cutoffs   Cutoffs   `json:"cutoffs"`
	Destroyed Expired   `json:"destroyed"`
	Before    string    `json:"checkpoint_before"` // signed notes
	After     string    `json:"checkpoint_after,omitempty"`
}

// destructionTitle begins what is signed, so that a signature for something else can never be taken for one.
const destructionTitle = "souspli certificate of destruction 1\n"

// Statement is the text that a certificate of destruction signs: a title, and the run as JSON on one line.
func (d Destruction) Statement() string {
	content, err := json.Marshal(d)
	if err != nil {
		panic("dispatch: destruction: " + err.Error()) // times and numbers only
	}
	return destructionTitle + string(content) + "\n"
}

// Certificate is a destruction that has ended, signed by the home.
type Certificate struct {
	Destruction Destruction `json:"destruction"`
	Note        string      `json:"note"` // signed note (golang.org/x/mod/sumdb/note) over the destruction's Statement
}

// HoldScope is what a legal hold covers.
type HoldScope string

// The scopes of a hold.
const (
	HoldDispatch   HoldScope = "dispatch"
	HoldRecipient  HoldScope = "recipient"
	HoldEverything HoldScope = "everything"
)

// LegalHold keeps what it covers from being destroyed until a person lifts it.
type LegalHold struct {
	ID     ID        `json:"id"`
	Scope  HoldScope `json:"scope"`
	Target ID        `json:"target,omitempty"` // of the dispatch or the recipient
	Reason string    `json:"reason"`
	Actor  string    `json:"actor"`
	Placed time.Time `json:"placed"`
}

// The events of retention, copies and exports.
const (
	EventRetentionSaved     EventType = "retention_saved"
	EventHoldPlaced         EventType = "hold_placed"
	EventHoldLifted         EventType = "hold_lifted"
	EventDestructionStarted EventType = "destruction_started"
	EventDocumentsDestroyed EventType = "documents_destroyed"
	EventDispatchDestroyed  EventType = "dispatch_destroyed" // of its lines only the commitments stay
	EventIncidentDestroyed  EventType = "incident_destroyed"
	EventLinesDestroyed     EventType = "lines_destroyed" // of lines that tell of no dispatch, up to "upto"
	EventDestructionEnded   EventType = "destruction_ended"
	EventCopied             EventType = "home_copied"
	EventRestored           EventType = "home_restored"
	EventHeldAtRestore      EventType = "held_at_restore" // it may have left after the copy was made
	EventExported           EventType = "log_exported"
)
