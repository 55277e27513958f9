package dispatch

import "slices"

// State is where a dispatch stands.
type State string

// The states of a dispatch. Accepted means that the other side took it; Delivered only what it later
// confirmed.
const (
	Draft     State = "draft"
	Held      State = "held" // the undo window
	Queued    State = "queued"
	Sending   State = "sending"
	Accepted  State = "accepted"
	Delivered State = "delivered"
	Partial   State = "partial"
	Failed    State = "failed"
	Uncertain State = "unknown"
	Cancelled State = "cancelled"
	ByHand    State = "by_hand"
)

// transitions is the whole table of what may follow what.
var transitions = map[State][]State{
	Draft:     {Held, ByHand},
	Held:      {Queued, Cancelled},
	Queued:    {Sending, Cancelled, Accepted}, // Accepted: an earlier attempt proves to have arrived
	Sending:   {Accepted, Queued, Failed, Uncertain},
	Accepted:  {Delivered, Partial, Failed, Queued}, // Queued: the other side said that nothing arrived
	Delivered: {Failed},                             // a server further on gives back what one before it had delivered
	Uncertain: {Accepted, Failed, Queued},
}

// States lists every state.
func States() []State {
	return []State{Draft, Held, Queued, Sending, Accepted, Delivered, Partial, Failed, Uncertain, Cancelled, ByHand}
}

// CanBecome reports whether next may follow s.
func (s State) CanBecome(next State) bool { return slices.Contains(transitions[s], next) }

// Final reports whether nothing more is done in s: only news of the other side can change Delivered.
func (s State) Final() bool { return s == Delivered || len(transitions[s]) == 0 }
