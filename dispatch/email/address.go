package email

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Limits of RFC 5321, 4.5.3.1, in octets.
const (
	maxAddress = 254
	maxLocal   = 64
)

var errAddress = errors.New("not a bare e-mail address")

// ValidateAddress returns the form of a bare address that may stand in an envelope: the local part as
// it is, the domain in lower-case A-labels. It refuses with KindInvalid all that has more than one
// reading: quotes, comments, display names, literals, several @, spaces, control and invisible
// characters, and local parts beyond ASCII.
func ValidateAddress(s string) (string, error) {
	local, domain, err := splitAddress(s)
	if err != nil {
		return "", invalid("address", "mail_address_invalid", err)
	}
	return local + "@" + domain, nil
}

func splitAddress(s string) (local, domain string, err error) {
	local, domain, found := strings.Cut(s, "@")
	if !found || len(s) > maxAddress || strings.Contains(domain, "@") || strings.ContainsFunc(s, invisible) {
		return "", "", errAddress
	}
	if !dotAtom(local) {
		return "", "", errAddress
	}
	domain, err = asciiDomain(domain)
	if err != nil || len(local)+1+len(domain) > maxAddress {
		return "", "", errAddress
	}
	return local, domain, nil
}

// dotAtom is RFC 5321's Dot-string: atoms of ASCII joined by single dots.
func dotAtom(s string) bool {
	if len(s) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtext) {
			return false
		}
	}
	return true
}

func notAtext(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

// asciiDomain maps as UTS 46 does for a look-up. A domain of one label or one that ends in a number is
// no mail domain on the Internet.
func asciiDomain(s string) (string, error) {
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(true), idna.CheckJoiners(true),
		idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.ValidateLabels(true), idna.Transitional(false))
	domain, err := profile.ToASCII(s)
	if err != nil {
		return "", errAddress
	}
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	if len(last) == len(domain) || !strings.ContainsFunc(last, unicode.IsLetter) {
		return "", errAddress
	}
	return domain, nil
}

// unreadable is a character that can break or disguise a line: controls, line and paragraph separators,
// and those that turn the direction of text.
func unreadable(r rune) bool {
	switch {
	case r == utf8.RuneError, unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r == '\u061C', r == '\u200E', r == '\u200F', r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// invisible adds to unreadable all that takes no room on the screen or is a space.
func invisible(r rune) bool {
	return unreadable(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r)
}

// oneLine reports whether s may stand in a header.
func oneLine(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unreadable) }

// manyLines reports whether s may stand in a text.
func manyLines(s string) bool {
	return oneLine(strings.NewReplacer("\r\n", "", "\n", "", "\t", "").Replace(s))
}
