package desk

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// strictKinds have rules of their own, the strictest first: when documents of several kinds leave together,
// theirs decide (R20, R23, R24, R25).
var strictKinds = []dispatch.DocumentKind{dispatch.Prescription, dispatch.ExceptionDrugRequest}

func strict(kind dispatch.DocumentKind) bool { return slices.Contains(strictKinds, kind) }

// kindOf is the person's kind, or the strictest of those read. It is empty while one was not decided: the
// person is asked.
func kindOf(draft Draft) dispatch.DocumentKind {
	if draft.Kind != "" || len(draft.Documents) == 0 || slices.ContainsFunc(draft.Documents, undecided) {
		return draft.Kind
	}
	for _, kind := range strictKinds {
		if slices.ContainsFunc(draft.Documents, func(r inspect.Report) bool { return r.Kind == kind }) {
			return kind
		}
	}
	return draft.Documents[0].Kind
}

func undecided(r inspect.Report) bool { return r.Kind == "" }

// documentKinds is the kind of each document. The person's answers for those that were not decided; when it
// fits none of them, it corrects them all.
func documentKinds(draft Draft) []dispatch.DocumentKind {
	kinds := make([]dispatch.DocumentKind, len(draft.Documents))
	correction := corrects(draft)
	for i, r := range draft.Documents {
		kinds[i] = r.Kind
		if undecided(r) || correction {
			kinds[i] = draft.Kind
		}
	}
	return kinds
}

// corrects reports whether the person's kind contradicts what was read of every document.
func corrects(draft Draft) bool {
	return draft.Kind != "" && !slices.ContainsFunc(draft.Documents, func(r inspect.Report) bool {
		return undecided(r) || r.Kind == draft.Kind
	})
}
