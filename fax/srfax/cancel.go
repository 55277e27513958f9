package srfax

import (
	"context"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// stopAnswers are the five answers of Stop_Fax. Only the first is a plain yes.
var stopAnswers = []struct {
	words string
	kind  dispatch.Kind
	code  string // empty: stopped before a page left
	retry bool
}{
	{"partially sent", dispatch.KindConflict, "fax_stopped_partly", false},
	{"transmission completed", dispatch.KindConflict, "fax_too_late", false},
	{"unable to cancel", dispatch.KindUnreachable, "fax_cancel_later", true}, // being converted: 10 s
	{"file not found", dispatch.KindUnreachable, "fax_cancel_later", true},   // not yet known: 5 s
	{"cancel", 0, "", false},
}

// Cancel stops the fax. KindConflict says that it had ended, or that pages had left before it stopped,
// KindUnreachable that the service wants to be asked again in a moment.
func (p *Provider) Cancel(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "srfax.cancel"
	id := numberOf(attempt)
	if id == "" {
		found, ok, err := p.lookUp(ctx, attempt)
		switch {
		case err != nil:
			return enquiry(op, err)
		case !ok:
			return unstopped(dispatch.KindNotFound, "fax_job_unknown", "")
		}
		if id = found.id(); id == "" {
			return unstopped(dispatch.KindRejected, "fax_cancel_refused", "")
		}
	}
	answer, err := p.ask(ctx, "Stop_Fax", fields{"sFaxDetailsID": id})
	if err != nil {
		return enquiry(op, err)
	}
	return stopped(answer)
}

func stopped(answer reply) error {
	words := strings.ToLower(answer.words())
	for _, known := range stopAnswers {
		if !strings.Contains(words, known.words) || known.code == "" && !answer.success {
			continue
		}
		if known.code == "" {
			return nil
		}
		e := unstopped(known.kind, known.code, answer.words())
		e.Retry = known.retry
		return e
	}
	return unstopped(dispatch.KindRejected, "fax_cancel_refused", answer.words())
}

func unstopped(kind dispatch.Kind, code, words string) *dispatch.Error {
	return &dispatch.Error{
		Op: "srfax.cancel", Kind: kind, Code: code, Certainty: dispatch.Maybe, Detail: fax.CleanDetail(words),
	}
}
