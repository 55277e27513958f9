package faxmail

import (
	"regexp"
	"strings"
	"sync"

	"github.com/souspli/souspli/fax"
)

const defaultTemplate = "{digits11}@{domain}"

// template makes a number into an address.
type template struct {
	text   string
	domain string
	fault  string // the setting that is wrong
}

// readTemplate accepts what makes a bare address of every number. ok is false for anything else, and fault
// tells which setting.
func readTemplate(text, domain string) (t template, ok bool) {
	if text == "" {
		text = defaultTemplate
	}
	t = template{text: text, domain: strings.ToLower(domain), fault: settingTemplate}
	local, _, _ := strings.Cut(text, "@")
	numbers := 0
	for _, placeholder := range []string{"{digits11}", "{digits10}", "{e164}"} {
		numbers += strings.Count(local, placeholder)
	}
	if numbers != 1 {
		return t, false
	}
	if strings.Contains(text, "{domain}") && !domainName().MatchString(t.domain) || domain != "" && !strings.Contains(text, "{domain}") {
		t.fault = settingDomain
		return t, false
	}
	return t, bareAddress(t.address(fax.Number{E164: "+15145550123"}))
}

// address is where a fax to number is sent.
func (t template) address(number fax.Number) string {
	return strings.NewReplacer(
		"{digits11}", number.Digits(), "{digits10}", strings.TrimPrefix(number.E164, "+1"), "{e164}", number.E164,
		"{domain}", t.domain,
	).Replace(t.text)
}

// An address here has one reading: atoms of ASCII joined by dots (RFC 5321, 4.1.2), and a domain name whose
// last label holds a letter.
var (
	atoms      = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`|~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`|~-]+)*$")
	domainName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$`)
	})
)

const (
	longestAddress = 254 // octets, RFC 5321, 4.5.3.1
	longestLocal   = 64
)

func bareAddress(text string) bool {
	local, domain, _ := strings.Cut(text, "@")
	return len(text) <= longestAddress && len(local) <= longestLocal &&
		atoms.MatchString(local) && domainName().MatchString(strings.ToLower(domain))
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
