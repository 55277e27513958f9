package desk

import (
	"cmp"
	"context"

	"github.com/souspli/souspli/dispatch"
)

// mostAtOnce bounds the recipients of one sending.
const mostAtOnce = 200

// Addressee is one of several recipients, with what was chosen for it alone; what is empty is the draft's.
type Addressee struct {
	Recipient     dispatch.Recipient
	Channel       dispatch.ChannelKind
	Route         string
	Form          dispatch.Form
	Authorisation string
	Reason        string
	Confirmed     []string
}

// Several are the suggestions for several recipients of the same documents. Each is decided on its own (R20).
type Several struct {
	Suggestions   []Suggestion // in the order of the addressees
	Organisations int          // how many different ones receive; more than one is to be told
}

// Ready reports whether the documents can leave to everybody as they are.
func (s Several) Ready() bool {
	for _, suggestion := range s.Suggestions {
		if !suggestion.Ready() {
			return false
		}
	}
	return len(s.Suggestions) > 0
}

// SuggestAll answers for each recipient as Suggest does for one.
func (d *Desk) SuggestAll(ctx context.Context, draft Draft, to []Addressee) (Several, error) {
	if err := checkAddressees(to); err != nil {
		return Several{}, err
	}
	all := Several{Organisations: organisations(to)}
	for _, addressee := range to {
		s, err := d.Suggest(ctx, addressed(draft, addressee))
		if err != nil {
			return Several{}, err
		}
		all.Suggestions = append(all.Suggestions, s)
	}
	return all, nil
}

func checkAddressees(to []Addressee) error {
	seen := map[dispatch.ID]bool{}
	for _, addressee := range to {
		if seen[addressee.Recipient.ID] {
			return invalid("recipient_twice", "to")
		}
		seen[addressee.Recipient.ID] = true
	}
	switch {
	case len(to) == 0:
		return invalid("required", "to")
	case len(to) > mostAtOnce:
		return invalid("recipients_too_many", "to")
	default:
		return nil
	}
}

// organisations counts different ones; who belongs to none is one alone.
func organisations(to []Addressee) int {
	different := map[string]bool{}
	for _, addressee := range to {
		different[cmp.Or(folded(addressee.Recipient.Organisation), string(addressee.Recipient.ID))] = true
	}
	return len(different)
}

// addressed is the draft as it is for one of several.
func addressed(draft Draft, to Addressee) Draft {
	draft.Recipient = to.Recipient
	draft.Channel, draft.Route = cmp.Or(to.Channel, draft.Channel), cmp.Or(to.Route, draft.Route)
	draft.Form = cmp.Or(to.Form, draft.Form)
	draft.Authorisation, draft.Reason = cmp.Or(to.Authorisation, draft.Authorisation), cmp.Or(to.Reason, draft.Reason)
	if to.Confirmed != nil {
		draft.Confirmed = to.Confirmed
	}
	return draft
}

// Delivery is what came of sending to one of several.
type Delivery struct {
	Recipient dispatch.Recipient
	Dispatch  dispatch.Dispatch // as stored; zero beside Err
	Err       error             // why nothing was stored for this recipient
}

// SendAll stores a dispatch for each recipient, with the documents sealed for each of them and one batch
// identifier for all. One that cannot leave stops no other. A channel that Souspli does not carry is recorded as
// done by hand only where it was chosen. The error is one of the whole; those of recipients stand in their
// deliveries.
func (d *Desk) SendAll(ctx context.Context, draft Draft, to []Addressee) (batch dispatch.ID, made []Delivery, err error) {
	if err := checkAddressees(to); err != nil {
		return "", nil, err
	}
	draft.batch = dispatch.NewID(d.config.Random)
	left := false
	for _, addressee := range to {
		one := Delivery{Recipient: addressee.Recipient}
		one.Dispatch, one.Err = d.sendOne(ctx, addressed(draft, addressee))
		left = left || one.Err == nil
		made = append(made, one)
	}
	if left {
		d.forget(draft)
	}
	d.sentPrintedToAll(ctx, draft, made)
	return draft.batch, made, nil
}

func (d *Desk) sendOne(ctx context.Context, draft Draft) (dispatch.Dispatch, error) {
	if draft.Channel != "" && !draft.Channel.Carried() {
		return d.recordByHand(ctx, draft)
	}
	return d.send(ctx, draft)
}
