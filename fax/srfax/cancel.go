package srfax

import (
	"context"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
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
		found, ok, err := p.lookUp(ctx, op, attempt)
		switch {
		case err != nil:
			return webfax.Enquiry(op, err)
		case !ok:
			return webfax.NotStopped(op, dispatch.KindNotFound, "fax_job_unknown")
		}
		if id = found.id(); id == "" {
			return webfax.NotStopped(op, dispatch.KindRejected, "fax_cancel_refused")
		}
	}
	answer, err := p.ask(ctx, op, "Stop_Fax", fields{"sFaxDetailsID": id})
	if err != nil {
		return webfax.Enquiry(op, err)
	}
	return stopped(op, answer)
}

func stopped(op string, answer reply) error {
	words := strings.ToLower(answer.words())
	e := webfax.NotStopped(op, dispatch.KindRejected, "fax_cancel_refused")
	for _, known := range stopAnswers {
		if !strings.Contains(words, known.words) || known.code == "" && !answer.success {
			continue
		}
		if known.code == "" {
			return nil
		}
		e.Kind, e.Code, e.Retry = known.kind, known.code, known.retry
		break
	}
	e.Detail = fax.CleanDetail(answer.words())
	return e
}
