package webfax

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// identifier is how REST services name a fax.
var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`) })

// IsIdentifier reports whether a REST service's name for a fax may stand in addresses, receipts and the log.
func IsIdentifier(text string) bool { return identifier().MatchString(text) }

// Reference is what a receipt keeps: the service's name for a fax, and how many pages it was given.
type Reference struct {
	ID    string
	Pages int // 0: not known
}

// String is ID/PAGES.
func (r Reference) String() string { return r.ID + "/" + strconv.Itoa(r.Pages) }

// ParseReference reads what String wrote. A text without pages is a name as it stands.
func ParseReference(text string) Reference {
	cut := strings.LastIndexByte(text, '/')
	if cut < 0 {
		return Reference{ID: text}
	}
	pages, err := strconv.ParseUint(text[cut+1:], 10, 16)
	if err != nil {
		return Reference{ID: text}
	}
	return Reference{text[:cut], int(pages)}
}

// ReferenceOf reads an attempt's receipt; false says that it names no fax of a REST service.
func ReferenceOf(attempt dispatch.Attempt) (Reference, bool) {
	if attempt.Receipt == nil {
		return Reference{}, false
	}
	r := ParseReference(attempt.Receipt.Reference)
	return r, IsIdentifier(r.ID)
}
