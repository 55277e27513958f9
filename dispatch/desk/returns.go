package desk

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// Match says how far a notification names a dispatch of this home. Its sentences live in package wording under
// "returned_" and its name.
type Match string

// The matches. Only the first changes anything.
const (
	ReturnMatched Match = "matched"
	ReturnKnown   Match = "known"   // the same was told before
	ReturnPartial Match = "partial" // it names something of a dispatch, and not all: it may be forged
	ReturnUnknown Match = "unknown" // it names nothing of this home
)

// Returned is what came of one notification.
type Returned struct {
	Report   dispatch.DeliveryReport `json:"report"`
	Match    Match                   `json:"match"`
	Dispatch dispatch.ID             `json:"dispatch,omitempty"` // also of a partial match, for a person to look at
	State    dispatch.State          `json:"state,omitempty"`    // as it is now
	Next     dispatch.ChannelKind    `json:"next,omitempty"`     // after a failure: the next channel that the rules allow
}

// Bounce takes in the delivery status notifications in a message. Envelope, message and recipient must all be
// those of one attempt of ours, or nothing changes: whoever can send mail can write a notification.
//
// What failed becomes Failed with the reason, and so a task. What was delivered becomes Delivered, for only that
// says that it lies in the recipient's mailbox (RFC 3464, 2.3.3), until it comes back from further on. What is delayed, was relayed or expanded is
// logged, and proves that an attempt of unknown outcome was accepted. What waits to leave again, because a person
// took an attempt for unsent, is not sent twice when a report proves the contrary.
func (d *Desk) Bounce(ctx context.Context, message io.Reader) ([]Returned, error) {
	reports, err := d.config.ReadReports(message)
	if err != nil {
		return nil, err
	}
	var all []Returned
	for _, report := range reports {
		returned, err := d.takeReport(ctx, report)
		if dispatch.CodeOf(err) == "state_changed" { // the outbox was quicker: look again
			returned, err = d.takeReport(ctx, report)
		}
		if err != nil {
			return all, err
		}
		all = append(all, returned)
	}
	return all, nil
}

func (d *Desk) takeReport(ctx context.Context, report dispatch.DeliveryReport) (Returned, error) {
	returned := Returned{Report: report, Match: ReturnUnknown}
	x, attempt, match, err := d.match(ctx, report)
	if err != nil || match == ReturnUnknown {
		return returned, err
	}
	returned.Dispatch, returned.State, returned.Match = x.ID, x.State, match
	if match == ReturnPartial {
		return returned, nil
	}
	if known, err := d.toldBefore(ctx, x.ID, attempt.ID, report); err != nil || known {
		returned.Match = ReturnKnown
		return returned, err
	}
	if returned.State, err = d.keepReport(ctx, x, attempt, report); err != nil {
		return returned, err
	}
	if returned.State == dispatch.Failed {
		returned.Next = NextChannel(x)
	}
	return returned, nil
}

// match finds the attempt that a report is about. Envelope and message were both given the attempt's own ID
// when it left.
func (d *Desk) match(ctx context.Context, report dispatch.DeliveryReport) (x dispatch.Dispatch, a dispatch.Attempt, m Match, err error) {
	local, _, _ := strings.Cut(report.MessageID, "@")
	envelope, message := dispatch.ID(report.Envelope), dispatch.ID(local)
	for _, id := range []dispatch.ID{envelope, message} {
		if !id.Valid() {
			continue
		}
		x, err = d.config.Store.DispatchOf(ctx, id)
		if dispatch.KindOf(err) == dispatch.KindNotFound {
			err = nil
			continue
		}
		if err != nil {
			return x, a, ReturnUnknown, err
		}
		a = x.Attempts[slices.IndexFunc(x.Attempts, func(a dispatch.Attempt) bool { return a.ID == id })]
		if envelope == message && isAbout(report, x, a) {
			return x, a, ReturnMatched, nil
		}
		return x, a, ReturnPartial, nil
	}
	return x, a, ReturnUnknown, err
}

// isAbout reports whether the recipient is the one that the attempt went to. Where a server tells the address
// that the message was sent to, the one at which it ended says nothing.
func isAbout(report dispatch.DeliveryReport, x dispatch.Dispatch, a dispatch.Attempt) bool {
	address := report.Original
	if address == "" {
		address = report.Final
	}
	return x.Channel == dispatch.EmailEncrypted && strings.EqualFold(address, x.Route.Address) &&
		!a.Ended.IsZero() && a.Certainty != dispatch.Unsent
}

// toldBefore reports whether the log has the same of the attempt already.
func (d *Desk) toldBefore(ctx context.Context, id, attempt dispatch.ID, report dispatch.DeliveryReport) (bool, error) {
	events, err := d.config.Store.Events(ctx, id)
	return slices.ContainsFunc(events, func(e dispatch.Event) bool {
		return e.Type == dispatch.EventBounced && e.Details["attempt"] == string(attempt) &&
			e.Details["action"] == string(report.Action) && e.Details["status"] == report.Status
	}), err
}

// keepReport stores what a matched report says, and returns the state that the dispatch has then.
func (d *Desk) keepReport(ctx context.Context, x dispatch.Dispatch, a dispatch.Attempt, report dispatch.DeliveryReport) (dispatch.State, error) {
	event := d.dispatchEvent(dispatch.EventBounced, x.ID, reportDetails(x, a, report))
	if !changedBy(report, x, a) {
		return x.State, d.config.Store.Append(ctx, event)
	}
	a.Certainty = dispatch.Sent
	state := dispatch.Accepted
	switch report.Action {
	case dispatch.DeliveryFailed:
		state = dispatch.Failed
		a.Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: report.Code, Detail: report.Status}
	case dispatch.DeliveryDone:
		state, a.Error = dispatch.Delivered, nil
	default:
		if x.State != dispatch.Accepted {
			a.Error = nil
		}
	}
	err := d.advance(ctx, x, state, a, event)
	return state, err
}

// changedBy reports whether what a report says of an attempt changes the dispatch. What waits to leave again does not
// leave when any attempt of it proves to have arrived, and what was delivered may come back from further on. What is
// settled otherwise, or being sent anew, is only told of.
func changedBy(report dispatch.DeliveryReport, x dispatch.Dispatch, a dispatch.Attempt) bool {
	switch x.State {
	case dispatch.Accepted, dispatch.Uncertain:
		return sentAttempt(x).ID == a.ID
	case dispatch.Queued:
		return report.Action != dispatch.DeliveryFailed
	case dispatch.Delivered:
		return report.Action == dispatch.DeliveryFailed && sentAttempt(x).ID == a.ID
	default:
		return false
	}
}

// advance goes from an unknown outcome over Accepted: only what was accepted can be delivered.
func (d *Desk) advance(ctx context.Context, x dispatch.Dispatch, to dispatch.State, a dispatch.Attempt, e dispatch.Event) error {
	t := dispatch.Transition{Dispatch: x.ID, From: x.State, To: to, Attempt: &a, Event: e}
	if x.State == dispatch.Accepted && to == dispatch.Accepted {
		t.NextAt = x.NextAt
	}
	if x.State != to && !x.State.CanBecome(to) {
		t.To = dispatch.Accepted
	}
	if err := d.config.Store.Apply(ctx, t); err != nil || t.To == to {
		return err
	}
	t.From, t.To = t.To, to
	t.Event = d.dispatchEvent(dispatch.EventFollowed, x.ID, map[string]string{"attempt": string(a.ID), "outcome": outcomeFinal})
	return d.config.Store.Apply(ctx, t)
}

// reportDetails name no address.
func reportDetails(x dispatch.Dispatch, a dispatch.Attempt, report dispatch.DeliveryReport) map[string]string {
	details := map[string]string{"attempt": string(a.ID), "action": string(report.Action), "status": report.Status}
	if report.Code != "" {
		details["code"] = report.Code
	}
	if report.Action == dispatch.DeliveryFailed {
		details["next"] = string(NextChannel(x))
	}
	return details
}

// NextChannel is the best channel that the rules allow for what failed, and for which the recipient has an address
// where one is needed; empty: none. The address that failed is not tried by another channel: what came back by e-mail
// does not leave by e-mail again.
func NextChannel(x dispatch.Dispatch) dispatch.ChannelKind {
	answer, err := policy.Decide(x.Case)
	if err != nil {
		return ""
	}
	for _, channel := range slices.Concat(answer.Allowed, answer.WithReason) {
		route, reachable := x.Recipient.Route(channel)
		if !sameFailure(x, channel, route) && (reachable || !channel.Carried()) {
			return channel
		}
	}
	return ""
}

// sameFailure reports whether a channel would fail as x did: by the same channel, or towards the same address.
func sameFailure(x dispatch.Dispatch, channel dispatch.ChannelKind, route dispatch.Route) bool {
	return channel == x.Channel || isMail(channel) && isMail(x.Channel) ||
		route.Address != "" && route.Address == x.Route.Address
}

func isMail(channel dispatch.ChannelKind) bool {
	return channel == dispatch.EmailEncrypted || channel == dispatch.EmailNetwork
}
