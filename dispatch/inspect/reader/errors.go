package reader

import (
	"regexp"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// The codes of refusals that are made on both sides of the pipe.
const (
	codeDamaged     = "document_damaged"
	codeTooComplex  = "document_too_complex"
	codeChanged     = "file_changed"
	codeFailed      = "reader_failed"
	codeNotArranged = "pages_not_arranged"
)

// refusal is why a document is not read.
type refusal string

func (r refusal) Error() string { return string(r) }

// refused makes a refusal an error for the world outside. Only the child itself failing is not the document's fault.
func refused(op string, code refusal) error {
	kind := dispatch.KindInvalid
	if code == codeFailed {
		kind = dispatch.KindInternal
	}
	return &dispatch.Error{Op: "reader." + op, Kind: kind, Code: string(code), Certainty: dispatch.Unsent}
}

var codePattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z_]{1,40}$`) })

// codeOf keeps what a child answers from being anything but a code.
func codeOf(answered string) refusal {
	if codePattern().MatchString(answered) {
		return refusal(answered)
	}
	return codeDamaged
}
