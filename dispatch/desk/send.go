package desk

import (
	"context"
	"maps"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
	"github.com/souspli/souspli/dispatch/policy"
)

// Send stores the draft as a dispatch that leaves once its undo window has passed. It fails with
// KindHeld and a NeedsError when something is missing, and with KindRefused when the rules refuse.
func (d *Desk) Send(ctx context.Context, draft Draft) (dispatch.Dispatch, error) {
	made, err := d.send(ctx, draft)
	if err == nil {
		d.forget(draft)
		d.sentPrinted(ctx, draft.Documents, made.ID)
	}
	return made, err
}

func (d *Desk) send(ctx context.Context, draft Draft) (dispatch.Dispatch, error) {
	draft, s, option, err := d.ready(ctx, draft)
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	if !option.Carried {
		return dispatch.Dispatch{}, refused("channel_by_hand")
	}
	return d.store(ctx, draft, s, option, dispatch.Held)
}

// RecordByHand stores a dispatch that a person carried by a channel that Souspli only guides.
func (d *Desk) RecordByHand(ctx context.Context, draft Draft) (dispatch.Dispatch, error) {
	made, err := d.recordByHand(ctx, draft)
	if err == nil {
		d.forget(draft)
		d.sentPrinted(ctx, draft.Documents, made.ID)
	}
	return made, err
}

func (d *Desk) recordByHand(ctx context.Context, draft Draft) (dispatch.Dispatch, error) {
	if err := d.validateDone(draft.Done); err != nil {
		return dispatch.Dispatch{}, err
	}
	draft, s, option, err := d.ready(ctx, draft)
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	if option.Carried {
		return dispatch.Dispatch{}, refused("channel_carried")
	}
	return d.store(ctx, draft, s, option, dispatch.ByHand)
}

// ready decides once more whether the draft may leave, on what is true now. The draft comes back with
// the recipient as stored.
func (d *Desk) ready(ctx context.Context, draft Draft) (Draft, Suggestion, Option, error) {
	draft = tidy(draft)
	if err := validate(draft); err != nil {
		return draft, Suggestion{}, Option{}, err
	}
	if draft.Recipient.ID != "" {
		var err error
		if draft.Recipient, err = d.unchanged(ctx, draft.Recipient); err != nil {
			return draft, Suggestion{}, Option{}, err
		}
		if draft.Recipient, err = towards(draft.Recipient, draft.Route); err != nil {
			return draft, Suggestion{}, Option{}, err
		}
	}
	s, err := d.Suggest(ctx, draft)
	if err != nil {
		return draft, s, Option{}, err
	}
	option, chosen := s.Option()
	return draft, s, option, d.obstacle(ctx, draft, s, option, chosen)
}

// unchanged returns the stored recipient, and refuses when the person has seen another address or class
// than it now has.
func (d *Desk) unchanged(ctx context.Context, seen dispatch.Recipient) (dispatch.Recipient, error) {
	stored, err := d.config.Store.Recipient(ctx, seen.ID)
	if err != nil {
		return seen, err
	}
	if seen.Name != stored.Name || seen.Class != stored.Class || !slices.EqualFunc(seen.Routes, stored.Routes, sameAddress) {
		return seen, &dispatch.Error{Op: "desk.send", Kind: dispatch.KindConflict, Code: "recipient_changed", Certainty: dispatch.Unsent}
	}
	return stored, nil
}

func sameAddress(a, b dispatch.Route) bool { return a.Channel == b.Channel && a.Address == b.Address }

// obstacle is why the draft may not leave, or nil.
func (d *Desk) obstacle(ctx context.Context, draft Draft, s Suggestion, option Option, chosen bool) error {
	stop, hasStop := stopping(s.Concerns)
	switch {
	case s.Answer.Decision == dispatch.Block:
		return refused("not_authorised")
	case hasStop:
		return stopped(stop, s)
	case chosen && option.Standing == Forbidden:
		return d.forbidden(ctx, draft, s, option)
	case chosen && !carriesWords(option) && (draft.Subject != "" || draft.Message != ""):
		return refused("message_not_carried")
	case len(s.Needs)+len(option.Needs) > 0:
		return held(s, option)
	case !chosen:
		return refused("channel_not_offered")
	}
	return nil
}

// carriesWords reports whether a person's own subject and message travel under the same protection as
// the documents. Where they would travel in clear they are refused rather than dropped.
func carriesWords(o Option) bool { return o.Form == "" || o.Form.HidesWords() }

func validate(draft Draft) error {
	switch {
	case draft.Form != "" && !draft.Form.Valid():
		return invalid("unknown_value", "form")
	case draft.Signature != "" && draft.Signature != dispatch.SignedByHand && draft.Signature != dispatch.SignedElectronically:
		return invalid("unknown_value", "signature")
	case draft.AuthorisedOn != "" && (!draft.AuthorisedOn.Known() || draft.Authorisation == ""):
		return invalid("not_a_date", "authorised-on")
	case draft.Hold != nil && *draft.Hold < 0:
		return invalid("unknown_value", "hold")
	case slices.ContainsFunc(draft.Confirmed, func(code string) bool { return !slices.Contains(ConcernCodes(), code) }):
		return invalid("unknown_value", "confirm")
	}
	return printable(map[string]string{
		"subject": draft.Subject, "reason": draft.Reason, "purpose": draft.Purpose,
		"authorisation": draft.Authorisation,
	})
}

// store seals the documents, then the dispatch; a failure in between leaves neither.
func (d *Desk) store(ctx context.Context, draft Draft, s Suggestion, o Option, state dispatch.State) (dispatch.Dispatch, error) {
	if err := d.checkPortal(ctx, draft, o); err != nil {
		return dispatch.Dispatch{}, err
	}
	passphrase, agreed, err := d.passphraseFor(ctx, draft, o)
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	made := d.compose(draft, s, o, state)
	if state == dispatch.Held {
		window, err := d.undoWindow(ctx, draft)
		if err != nil {
			return dispatch.Dispatch{}, err
		}
		made.NextAt = made.Created.Add(window)
	}
	kinds := documentKinds(draft)
	for i, report := range draft.Documents {
		doc, err := d.seal(ctx, report, kinds[i])
		if err != nil {
			d.dropAll(ctx, made.Documents)
			return dispatch.Dispatch{}, err
		}
		made.Documents = append(made.Documents, doc)
	}
	event, err := d.createdWith(ctx, made, draft, s)
	if err != nil {
		d.dropAll(ctx, made.Documents)
		return dispatch.Dispatch{}, err
	}
	if state == dispatch.ByHand {
		maps.Copy(event.Details, d.doneDetails(draft.Done, o.Channel))
	}
	if agreed {
		event.Details[passphraseDetail] = passphraseAgreed
	}
	failpoint.At(failpoint.BeforeCreate)
	if err := d.config.Store.Create(ctx, made, passphrase, event); err != nil {
		d.dropAll(ctx, made.Documents)
		return dispatch.Dispatch{}, err
	}
	failpoint.At(failpoint.Created)
	d.config.Wake()
	return made, nil // stored: whatever fails from here on must not read as not sent
}

// forget lets go of the documents that have left with a dispatch.
func (d *Desk) forget(draft Draft) {
	for _, report := range draft.Documents {
		d.config.Documents.Forget(report)
	}
}

func (d *Desk) compose(draft Draft, s Suggestion, o Option, state dispatch.State) dispatch.Dispatch {
	now := d.config.Now()
	route, _ := draft.Recipient.Route(o.Channel)
	made := dispatch.Dispatch{
		ID: dispatch.NewID(d.config.Random), Batch: draft.batch, State: state,
		Channel: o.Channel, Form: o.Form, Suggested: s.Answer.First, Account: o.Account,
		Recipient: draft.Recipient, Route: route, Patients: d.marks(draft),
		Subject: draft.Subject, Message: draft.Message,
		Reason: draft.Reason, Purpose: draft.Purpose, Authorisation: draft.Authorisation, AuthorisedOn: draft.AuthorisedOn,
		Signature: draft.Signature, Expires: o.Expires, Language: draft.Recipient.Language,
		PolicyVersion: policy.Version, Rules: s.Answer.Rules, Case: s.Case,
		Created: now, Updated: now,
	}
	return made
}

// dropAll forgets documents that no dispatch came to hold. What fails to go is swept at the next start.
func (d *Desk) dropAll(ctx context.Context, docs []dispatch.Document) {
	for _, doc := range docs {
		_ = d.config.Store.DropDocument(context.WithoutCancel(ctx), doc.ID)
	}
}
