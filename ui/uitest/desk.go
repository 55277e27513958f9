package uitest

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Desk keeps everything in memory. Its methods may be called from any goroutine.
type Desk struct {
	prints
	InPractice bool
	Now        func() time.Time

	mu          sync.Mutex
	made        uint64
	version     int64
	recipients  []dispatch.Recipient
	dispatches  []dispatch.Dispatch // newest first
	events      map[dispatch.ID][]dispatch.Event
	keys        []dispatch.Key
	published   []dispatch.Key // to be found
	gateway     desk.Gateway
	waiting     int // dispatches for each key
	accounts    []dispatch.Account
	used        []dispatch.ID // accounts chosen to send
	secrets     map[dispatch.ID]string
	portal      *dispatch.Capabilities // what the portals keep
	days        desk.PortalDays
	agreed      map[dispatch.ID]desk.SecretStanding
	revealed    string
	forgetAfter int
	sender      *dispatch.Sender
	returned    []desk.Returned // delivery notices
	last        desk.Draft
	registers   registers
	failures    map[string]error
	calls       map[string]int
	gates       map[string]chan struct{}
	setup       setup

	more    []desk.Task // that are about no dispatch
	putAway map[dispatch.ID]bool
	checks  map[dispatch.ID]desk.AccountCheck
	months  int     // after which numbers are verified again
	undo    int     // seconds
	keeping keeping // retention and copies

	checkpoints []dispatch.Checkpoint
	lived       int // weeks that only figures know
}

// NewDesk makes an empty practice desk.
func NewDesk(now func() time.Time) *Desk {
	keeps := Portal
	return &Desk{
		portal: &keeps, days: desk.PortalDays{Expiry: 14, Reminder: 5},
		agreed: map[dispatch.ID]desk.SecretStanding{}, InPractice: true, Now: now, events: map[dispatch.ID][]dispatch.Event{},
		secrets: map[dispatch.ID]string{}, failures: map[string]error{}, calls: map[string]int{}, gates: map[string]chan struct{}{},
	}
}

// Fail makes the next calls of a method answer err, until it is told nil.
func (d *Desk) Fail(method string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures[method] = err
}

// Calls is how often a method was called, or, with " given up" after its name, left before it answered.
func (d *Desk) Calls(method string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls[method]
}

// Last is the draft that was last sent or recorded.
func (d *Desk) Last() desk.Draft {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

func (d *Desk) failure(method string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.called(method)
}

// called counts a call and gives the failure that a test asked for.
func (d *Desk) called(method string) error {
	d.calls[method]++
	return d.failures[method]
}

// id makes an identifier that is the same in every run.
func (d *Desk) id() dispatch.ID {
	d.made++
	var seed [16]byte
	binary.BigEndian.PutUint64(seed[8:], d.made*0x9e3779b97f4a7c15)
	return dispatch.NewID(strings.NewReader(string(seed[:])))
}

// Practice tells what it was set to.
func (d *Desk) Practice() bool { return d.InPractice }

// Send holds a dispatch for ten seconds.
func (d *Desk) Send(_ context.Context, draft desk.Draft) (dispatch.Dispatch, error) {
	return d.create("Send", draft, dispatch.Held)
}

// RecordByHand keeps a dispatch as done by hand.
func (d *Desk) RecordByHand(_ context.Context, draft desk.Draft) (dispatch.Dispatch, error) {
	return d.create("RecordByHand", draft, dispatch.ByHand)
}

func (d *Desk) create(method string, draft desk.Draft, state dispatch.State) (dispatch.Dispatch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return dispatch.Dispatch{}, err
	}
	if stored, ok := d.recipient(draft.Recipient.ID); ok && !slices.Equal(addresses(stored), addresses(draft.Recipient)) {
		return dispatch.Dispatch{}, &dispatch.Error{Op: "desk.send", Kind: dispatch.KindConflict, Code: "recipient_changed", Certainty: dispatch.Unsent}
	}
	d.last = draft
	s := d.suggest(draft)
	if !s.Ready() {
		return dispatch.Dispatch{}, &dispatch.Error{Op: "desk.send", Kind: dispatch.KindHeld, Certainty: dispatch.Unsent}
	}
	option, _ := s.Option()
	made := dispatch.Dispatch{
		ID: d.id(), State: state, Channel: option.Channel, Form: option.Form, Suggested: s.Answer.First,
		Recipient: draft.Recipient, Reason: draft.Reason, Purpose: draft.Purpose, Authorisation: draft.Authorisation,
		Signature: draft.Signature, PolicyVersion: "2026.1", Rules: s.Answer.Rules, Created: d.Now(), Updated: d.Now(),
	}
	made.Route, _ = draft.Recipient.Route(option.Channel)
	for _, report := range draft.Documents {
		made.Documents = append(made.Documents, dispatch.Document{
			ID: d.id(), Name: report.Name, Kind: s.Kind, MediaType: report.MediaType, Pages: report.Pages, Size: report.Size,
		})
	}
	event := dispatch.EventByHand
	if state == dispatch.Held {
		made.NextAt, event = d.Now().Add(desk.DefaultHold), dispatch.EventCreated
	}
	d.dispatches = slices.Insert(d.dispatches, 0, made)
	d.tell(made.ID, event, d.Now())
	return made, nil
}

func (d *Desk) tell(id dispatch.ID, event dispatch.EventType, at time.Time) {
	d.version++
	d.events[id] = append(d.events[id], dispatch.Event{Type: event, Dispatch: id, At: at, Actor: "accueil"})
}

// Cancel stops what is held or queued.
func (d *Desk) Cancel(_ context.Context, id dispatch.ID) error {
	_, err := d.change("Cancel", id, dispatch.Cancelled, dispatch.EventCancelled)
	return err
}

func (d *Desk) change(method string, id dispatch.ID, to dispatch.State, event dispatch.EventType) (dispatch.Dispatch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return dispatch.Dispatch{}, err
	}
	i := d.index(id)
	if i < 0 {
		return dispatch.Dispatch{}, &dispatch.Error{Op: "desk.change", Kind: dispatch.KindNotFound}
	}
	if !d.dispatches[i].State.CanBecome(to) {
		return dispatch.Dispatch{}, &dispatch.Error{Op: "desk.change", Kind: dispatch.KindConflict}
	}
	d.dispatches[i].State, d.dispatches[i].Updated = to, d.Now()
	d.tell(id, event, d.Now())
	return d.dispatches[i], nil
}

func (d *Desk) index(id dispatch.ID) int {
	return slices.IndexFunc(d.dispatches, func(x dispatch.Dispatch) bool { return x.ID == id })
}
