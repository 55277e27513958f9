package directory

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// What people write for a value, beside the value itself.
var (
	classes = map[string]dispatch.Class{
		"interne": dispatch.Internal, "externe": dispatch.ExternalPartner, "partenaire": dispatch.ExternalPartner,
		"partenaire externe": dispatch.ExternalPartner, "external": dispatch.ExternalPartner, "partner": dispatch.ExternalPartner,
		"hors quebec": dispatch.OutsideQuebecPartner, "partenaire hors quebec": dispatch.OutsideQuebecPartner,
		"outside quebec": dispatch.OutsideQuebecPartner, "tiers": dispatch.ThirdParty, "third party": dispatch.ThirdParty,
		"patiente": dispatch.Patient, "usager": dispatch.Patient, "proche aidant": dispatch.Caregiver, "aidant": dispatch.Caregiver,
	}
	facilities = map[string]dispatch.Facility{
		"pharmacie": dispatch.Pharmacy, "laboratoire": dispatch.Laboratory, "imagerie": dispatch.Imaging, "radiologie": dispatch.Imaging,
		"hopital": dispatch.Hospital, "clinique": dispatch.Clinic, "autre": dispatch.OtherPlace,
	}
	systems = map[string]dispatch.ChannelKind{
		"dme": dispatch.EMR, "emr": dispatch.EMR, "rsss system": dispatch.RSSSSystem, "systeme du reseau": dispatch.RSSSSystem, "psv": dispatch.PSV,
	}
	preferences = map[string]dispatch.ChannelKind{
		"courriel": dispatch.EmailEncrypted, "courriel chiffre": dispatch.EmailEncrypted, "email": dispatch.EmailEncrypted,
		"encrypted email": dispatch.EmailEncrypted, "telecopie": dispatch.CloudFax, "telecopieur": dispatch.CloudFax,
		"telecopie infonuagique": dispatch.CloudFax, "fax": dispatch.CloudFax, "portail": dispatch.Portal, "telephone": dispatch.Phone,
		"telecopieur traditionnel": dispatch.TraditionalFax, "fax machine": dispatch.TraditionalFax,
		"dme": dispatch.EMR, "systeme du reseau": dispatch.RSSSSystem,
	}
	languages = map[string]string{
		"fr": "fr", "francais": "fr", "french": "fr", "fr ca": "fr", "en": "en", "anglais": "en", "english": "en", "en ca": "en",
	}
	truths = map[string]dispatch.Truth{
		"oui": dispatch.True, "yes": dispatch.True, "o": dispatch.True, "y": dispatch.True, "true": dispatch.True, "vrai": dispatch.True,
		"1": dispatch.True, "non": dispatch.False, "no": dispatch.False, "n": dispatch.False, "false": dispatch.False, "faux": dispatch.False,
		"0": dispatch.False,
	}
)

// choose sets a field that has few values, and reports whether value is one of them. The network's directory
// alone tells whether somebody is in it: no file does.
func choose(r *dispatch.Recipient, f field, value string) bool {
	switch f {
	case fieldClass:
		return pick(&r.Class, classes, dispatch.Classes(), value)
	case fieldFacility:
		return pick(&r.Facility, facilities, dispatch.Facilities(), value)
	case fieldSystem:
		return pick(&r.System, systems, nil, value)
	case fieldPreference:
		return pick(&r.Preference, preferences, dispatch.ChannelKinds(), value)
	case fieldLanguage:
		return pick(&r.Language, languages, nil, value)
	case fieldConsent:
		return pick(&r.ChannelConsent, truths, nil, value)
	case fieldRestricted:
		said := dispatch.Unknown
		ok := pick(&said, truths, nil, value)
		r.Restricted = said.Is()
		return ok
	default:
		return false
	}
}

// pick finds a value by what people call it, or by its own name.
func pick[T ~string | ~uint8](to *T, called map[string]T, own []T, value string) bool {
	if found, ok := called[value]; ok {
		*to = found
		return true
	}
	i := slices.IndexFunc(own, func(v T) bool { return named(v) == value })
	if i < 0 {
		return false
	}
	*to = own[i]
	return true
}

// named is a value's own name as plain writes it.
func named(value any) string {
	switch v := value.(type) {
	case dispatch.Class:
		return strings.ReplaceAll(string(v), "_", " ")
	case dispatch.Facility:
		return string(v)
	case dispatch.ChannelKind:
		return strings.ReplaceAll(string(v), "_", " ")
	default:
		return ""
	}
}
