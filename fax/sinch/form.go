package sinch

import (
	"fmt"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

// field is a value of a form. No value holds a line break: they are numbers, words of ours, and settings
// that were checked.
type field struct{ name, value string }

// form is a multipart body (RFC 7578) of fields and then documents, in constant memory. The boundary is made
// of the attempt's ID, 128 random bits that are younger than any document.
func form(job fax.Job, fields []field, file string) webservice.Body {
	boundary := "souspli-" + string(job.Attempt)
	var head strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&head, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, f.name, f.value)
	}
	pieces := []webservice.Piece{webservice.Literal(head.String())}
	for i, part := range job.Parts {
		pieces = append(pieces,
			webservice.Literal(fmt.Sprintf("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%d.pdf\"\r\n"+
				"Content-Type: application/pdf\r\n\r\n", boundary, file, i+1)),
			webservice.Stream(part.Size, part.Open), webservice.Literal("\r\n"))
	}
	pieces = append(pieces, webservice.Literal("--"+boundary+"--\r\n"))
	return webservice.Compose("multipart/form-data; boundary="+boundary, pieces...)
}

// telling passes progress on until the answer is there: the request may be read on for a moment after.
type telling struct {
	mu      sync.Mutex
	tell    func(dispatch.Progress)
	total   int64
	done    int64
	stopped bool
}

func (t *telling) progress(done int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done = done; t.tell != nil && !t.stopped {
		t.tell(dispatch.Progress{Done: done, Total: t.total, Unit: dispatch.ProgressBytes})
	}
}

// stop ends the telling and reports whether the whole request had left.
func (t *telling) stop() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	return t.done == t.total
}
