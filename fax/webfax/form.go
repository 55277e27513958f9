package webfax

import (
	"fmt"
	"strings"

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

// Field is a name in a form and its value. Neither holds a line break or a quotation mark: they are numbers,
// words of ours, and settings that were checked.
type Field [2]string

// Form is a multipart body (RFC 7578) of fields and then the job's documents, each in a field named file, in
// constant memory. The boundary is made of the attempt's ID, 128 random bits that are younger than any
// document.
func Form(job fax.Job, fields []Field, file string) webservice.Body {
	boundary := "souspli-" + string(job.Attempt)
	var head strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&head, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, f[0], f[1])
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
