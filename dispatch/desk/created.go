package desk

import (
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// created tells what was decided, what was refused instead, and why; what was read of the documents, and
// which concerns the person confirmed. It holds codes and the person's own reasons: no name that stands in
// a document, and no topic of one.
func (d *Desk) created(made dispatch.Dispatch, draft Draft, s Suggestion) dispatch.Event {
	t := dispatch.EventCreated
	if made.State == dispatch.ByHand {
		t = dispatch.EventByHand
	}
	return d.dispatchEvent(t, made.ID, map[string]string{
		"channel": string(made.Channel), "suggested": string(made.Suggested), "form": string(made.Form),
		"rules": strings.Join(made.Rules, " "), "policy": made.PolicyVersion,
		"decision": string(s.Answer.Decision), "reason": made.Reason, "purpose": made.Purpose,
		"authorisation": made.Authorisation, "refused": refusedList(s.Answer), "sha256": hashes(made.Documents),
		"kind": string(s.Kind), "kind_given": string(draft.Kind), "kind_read": kindsRead(draft.Documents),
		"kind_score": kindScores(draft.Documents), "confirmed": confirmedList(s.Concerns),
	})
}

func refusedList(answer dispatch.Answer) string {
	return list(answer.Forbidden, func(channel dispatch.ChannelKind) string {
		return string(channel) + "=" + string(answer.ReasonCodes[channel])
	})
}

func hashes(docs []dispatch.Document) string {
	return list(docs, func(doc dispatch.Document) string { return doc.SHA256 })
}

// kindsRead has a dash for a document whose kind was not decided.
func kindsRead(reports []inspect.Report) string {
	return list(reports, func(r inspect.Report) string {
		if undecided(r) {
			return "-"
		}
		return string(r.Kind)
	})
}

func kindScores(reports []inspect.Report) string {
	return list(reports, func(r inspect.Report) string { return strconv.Itoa(r.KindScore) })
}

// confirmedList tells every concern with the weight that was lifted.
func confirmedList(concerns []Concern) string {
	return list(concerns, func(c Concern) string { return c.Code + "=" + string(c.Weight) })
}

func list[T any](items []T, text func(T) string) string {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = text(item)
	}
	return strings.Join(parts, " ")
}
