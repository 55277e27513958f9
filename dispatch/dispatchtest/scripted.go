package dispatchtest

import (
	"context"
	"strconv"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// Try says how one call of Send goes. The zero value is a channel that fails without a word: nothing
// arrives, and the error does not say its certainty.
type Try struct {
	Arrives bool  // the server holds the parcel
	Err     error // what Send answers; with Arrives and without Err it answers a receipt
	Check   error // what Check answers instead of nil; Send is then not called
	Panics  bool  // Send panics at its end
	// Reached, when set, is closed once the try has begun; Until then holds it back, before anything
	// arrives, until it is closed. A cancelled context ends the wait as Unsent.
	Reached chan struct{}
	Until   chan struct{}
	Deaf    bool // does not hear that its context was cancelled
}

// Taken is a try that succeeds.
func Taken() Try { return Try{Arrives: true} }

// Lost is a try whose parcel arrives and whose reply is lost.
func Lost() Try {
	return Try{Arrives: true, Err: scriptedError(dispatch.KindUncertain, "reply_lost", dispatch.Maybe, false)}
}

// Cut is a try of which nothing arrives although the channel cannot know.
func Cut() Try {
	return Try{Err: scriptedError(dispatch.KindUncertain, "reply_lost", dispatch.Maybe, false)}
}

// Busy is a try that is unsent and worth repeating.
func Busy() Try {
	return Try{Err: scriptedError(dispatch.KindUnreachable, "try_later", dispatch.Unsent, true)}
}

// Rejected is a try that is unsent and final.
func Rejected() Try {
	return Try{Err: scriptedError(dispatch.KindRejected, "recipient_refused", dispatch.Unsent, false)}
}

func scriptedError(kind dispatch.Kind, code string, certainty dispatch.Certainty, retry bool) error {
	return &dispatch.Error{Op: "scripted.send", Kind: kind, Code: code, Certainty: certainty, Retry: retry}
}

// ScriptedChannel is a channel in memory whose n-th attempt goes as the n-th Try says, and whose
// attempts after the script all succeed. It can be followed and asked when Tracks and Finds are set,
// through [ScriptedChannel.As].
type ScriptedChannel struct {
	Tracks func(dispatch.Attempt) (dispatch.Status, error)
	Finds  func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error)

	mu     sync.Mutex
	script []Try
	next   map[dispatch.ID]Try // checked and not yet sent
	holds  []dispatch.ID
	calls  []dispatch.ID
}

// NewScriptedChannel makes a channel with a script.
func NewScriptedChannel(script ...Try) *ScriptedChannel {
	return &ScriptedChannel{script: script, next: map[dispatch.ID]Try{}}
}

// Script adds tries to the end of the script.
func (c *ScriptedChannel) Script(tries ...Try) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.script = append(c.script, tries...)
}

// Reset drops what is left of the script: from now on all succeeds.
func (c *ScriptedChannel) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.script = nil
}

// Holds lists the attempts whose parcels arrived, in order.
func (c *ScriptedChannel) Holds() []dispatch.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]dispatch.ID(nil), c.holds...)
}

// Calls lists the attempts for which Send was called, in order.
func (c *ScriptedChannel) Calls() []dispatch.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]dispatch.ID(nil), c.calls...)
}

// As gives the channel with the abilities that are set: a Tracker, a Finder, both or neither.
func (c *ScriptedChannel) As() dispatch.Channel {
	switch {
	case c.Tracks != nil && c.Finds != nil:
		return struct {
			*ScriptedChannel
			scriptedTracker
			scriptedFinder
		}{c, scriptedTracker{c}, scriptedFinder{c}}
	case c.Tracks != nil:
		return struct {
			*ScriptedChannel
			scriptedTracker
		}{c, scriptedTracker{c}}
	case c.Finds != nil:
		return struct {
			*ScriptedChannel
			scriptedFinder
		}{c, scriptedFinder{c}}
	default:
		return c
	}
}

// Kind is portal.
func (c *ScriptedChannel) Kind() dispatch.ChannelKind { return dispatch.Portal }

// Check takes the next try of the script.
func (c *ScriptedChannel) Check(_ context.Context, p dispatch.Parcel) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	try := Taken()
	if len(c.script) > 0 {
		try, c.script = c.script[0], c.script[1:]
	}
	c.next[p.Attempt] = try
	return try.Check
}

// Send goes as the try says.
func (c *ScriptedChannel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	try := c.begin(p.Attempt)
	if err := try.wait(ctx); err != nil {
		return dispatch.Receipt{}, err
	}
	reference := c.arrive(p.Attempt, try)
	if try.Panics {
		panic("scripted")
	}
	if try.Err != nil || !try.Arrives {
		return dispatch.Receipt{}, try.answer()
	}
	progress(dispatch.Progress{Done: 1, Total: 1, Unit: dispatch.ProgressBytes})
	return dispatch.Receipt{Provider: "scripted", Reference: reference, At: p.At}, nil
}

func (c *ScriptedChannel) begin(attempt dispatch.ID) Try {
	c.mu.Lock()
	defer c.mu.Unlock()
	try := c.next[attempt]
	delete(c.next, attempt)
	c.calls = append(c.calls, attempt)
	return try
}

func (c *ScriptedChannel) arrive(attempt dispatch.ID, try Try) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if try.Arrives {
		c.holds = append(c.holds, attempt)
	}
	return strconv.Itoa(len(c.holds))
}

func (try Try) wait(ctx context.Context) error {
	if try.Reached != nil {
		close(try.Reached)
	}
	if try.Until == nil {
		return nil
	}
	done := ctx.Done()
	if try.Deaf {
		done = nil
	}
	select {
	case <-try.Until:
		return nil
	case <-done:
		return scriptedError(dispatch.KindUnreachable, "cancelled", dispatch.Unsent, false)
	}
}

func (try Try) answer() error {
	if try.Err != nil {
		return try.Err
	}
	return scriptedError(dispatch.KindInternal, "silent", 0, false)
}

type scriptedTracker struct{ c *ScriptedChannel }

// Track answers as Tracks says.
func (s scriptedTracker) Track(_ context.Context, a dispatch.Attempt) (dispatch.Status, error) {
	return s.c.Tracks(a)
}

type scriptedFinder struct{ c *ScriptedChannel }

// Find answers as Finds says.
func (s scriptedFinder) Find(_ context.Context, a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	return s.c.Finds(a)
}
