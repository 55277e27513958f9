package policy

import (
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// Domain is what the domain of an e-mail address says about who owns it.
type Domain string

// The kinds of domains.
const (
	RSSSDomain      Domain = "rsss"              // the health network's own
	Lookalike       Domain = "lookalike"         // made, or mistyped, to look like a known one; or unreadable
	RSSSByDirectory Domain = "rsss_by_directory" // a hospital's, below a university's
	University      Domain = "university"
	Personal        Domain = "personal" // a mail service for the public
	OtherDomain     Domain = "other"
	NoDomain        Domain = "none" // no address, or no @ in it
)

// Domains lists every kind.
func Domains() []Domain {
	return []Domain{RSSSDomain, Lookalike, RSSSByDirectory, University, Personal, OtherDomain, NoDomain}
}

var rsssDomains = [...]string{"ssss.gouv.qc.ca", "msss.gouv.qc.ca"}

var hospitalDomains = [...]string{"muhc.mcgill.ca"}

var universityDomains = [...]string{
	"umontreal.ca", "mcgill.ca", "ulaval.ca", "usherbrooke.ca", "uqam.ca", "uqac.ca", "uqar.ca", "uqat.ca",
	"uqo.ca", "uqtr.ca", "concordia.ca", "bishops.ca", "polymtl.ca", "hec.ca", "uquebec.ca", "inrs.ca",
	"etsmtl.ca", "enap.ca", "teluq.ca",
}

var personalDomains = [...]string{
	"gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.ca", "yahoo.fr",
	"ymail.com", "rocketmail.com", "hotmail.com", "hotmail.ca", "hotmail.fr", "outlook.com", "outlook.fr",
	"live.com", "live.ca", "live.fr", "msn.com", "videotron.ca", "videotron.qc.ca", "sympatico.ca",
	"bell.net", "bellnet.ca", "cogeco.ca", "cgocable.ca", "globetrotter.net", "telus.net", "b2b2c.ca",
	"ebox.ca", "rogers.com", "shaw.ca", "aol.com", "aim.com", "gmx.com", "gmx.fr", "mail.com", "zoho.com",
	"fastmail.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.com", "tuta.io",
	"hey.com", "yandex.com", "orange.fr", "free.fr", "laposte.net", "sfr.fr", "wanadoo.fr",
}

// DomainOf tells the kind of domain of a bare e-mail address.
func DomainOf(address string) Domain {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return NoDomain
	}
	name, ok := asciiDomain(address[at+1:])
	if !ok {
		return Lookalike
	}
	switch {
	case underAny(name, rsssDomains[:]):
		return RSSSDomain
	case lookalike(name):
		return Lookalike
	case underAny(name, hospitalDomains[:]):
		return RSSSByDirectory
	case underAny(name, universityDomains[:]):
		return University
	case underAny(name, personalDomains[:]):
		return Personal
	default:
		return OtherDomain
	}
}

// longestDomain is the most octets that a domain may have (RFC 1035).
const longestDomain = 253

// asciiDomain brings a domain to lower-case A-labels without a final dot (UTS 46, for lookup). It
// reports false when nothing is left or the name cannot exist.
func asciiDomain(domain string) (string, bool) {
	domain = strings.TrimSpace(domain)
	if len(domain) > 4*longestDomain {
		return "", false // too long whatever its letters become; spares the conversion
	}
	name, err := idna.Lookup.ToASCII(strings.ToLower(domain))
	name = strings.TrimSuffix(name, ".")
	return name, err == nil && name != "" && len(name) <= longestDomain
}

// under reports whether name is domain or below it.
func under(name, domain string) bool {
	above, ok := strings.CutSuffix(name, domain)
	return ok && (above == "" || above[len(above)-1] == '.')
}

func underAny(name string, domains []string) bool {
	return slices.ContainsFunc(domains, func(domain string) bool { return under(name, domain) })
}
