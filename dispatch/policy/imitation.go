package policy

import (
	"strings"

	"golang.org/x/net/idna"
)

// DomainName is the domain of an address, made to be compared with others.
type DomainName struct {
	Name  string // in lower-case A-labels, without a final dot
	reads string // as people read it: decoded, without accents, in Latin letters where it looks like them
}

// DomainNameOf reads the domain of a bare e-mail address. It reports false where there is none, or it cannot exist.
func DomainNameOf(address string) (DomainName, bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return DomainName{}, false
	}
	name, ok := asciiDomain(address[at+1:])
	if !ok {
		return DomainName{}, false
	}
	decoded, err := idna.ToUnicode(name)
	if err != nil {
		decoded = name // unreachable: what was encoded decodes
	}
	return DomainName{Name: name, reads: fold(decoded)}, true
}

// Resembles reports whether a domain may be taken for a known one: it reads the same, one slip of the keyboard
// separates them, or the known one stands in it, but not at its end. A domain below the other never does.
func (d DomainName) Resembles(known DomainName) bool {
	if under(d.Name, known.Name) || under(known.Name, d.Name) {
		return false
	}
	if d.reads == known.reads || strings.Contains("."+d.reads+".", "."+known.reads+".") {
		return true
	}
	return oneEdit(d.reads, known.reads) && !abbreviated(known.reads) && !numbered(d.reads, known.reads)
}

// longestAbbreviation is how many letters a label may have that says little: chum and chus are two hospitals.
const longestAbbreviation = 4

// abbreviated reports whether all labels but the last are too short for one letter to be taken for a slip.
func abbreviated(name string) bool {
	labels := strings.Split(name, ".")
	for _, label := range labels[:len(labels)-1] {
		if len(label) > longestAbbreviation {
			return false
		}
	}
	return true
}

// numbered reports whether two domains differ only in their digits, as those of a numbered series do.
func numbered(a, b string) bool { return withoutDigits(a) == withoutDigits(b) }

func withoutDigits(name string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, name)
}
