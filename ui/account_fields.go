package ui

import "github.com/souspli/souspli/dispatch"

// The fields of an account that are not settings of its provider.
const (
	fieldURL    = "url"
	fieldUser   = "user"
	fieldSecret = "secret"
)

// accountField is one thing that a provider must or may be told. Names that are not those of the account
// itself are settings, as the package of the provider documents them.
type accountField struct {
	name   string
	label  string // of its words, after "account_"
	hint   string // an example
	needed bool
	choice []string // the values, when there are only a few; the first one is usual
}

// labelNumber is the label of fields that hold a telephone number.
const labelNumber = "caller_id"

// faxServices are the providers of a fax account, those of Québec's network and of Canada first.
var faxServices = []string{"xmfax", "srfax", "documo", "sinch", "faxmail", "hylafax"}

// fieldsOf are the fields of a provider: what is needed, then what has a usual value.
func fieldsOf(provider string) []accountField {
	switch provider {
	case "xmfax":
		return []accountField{
			{name: fieldUser, label: "xm_user", needed: true},
			{name: fieldSecret, label: "token", needed: true},
			{name: "user_id", label: "xm_user_id", needed: true},
			{name: fieldURL, label: "portal", hint: "https://portal.xmedius.com"},
			{name: "mode", label: "xm_mode", choice: []string{"", "onprem"}},
			{name: "endpoint", label: "endpoint", hint: "https://"},
			{name: "domain", label: "xm_domain"},
			{name: "retries", label: "retries", hint: "2"},
		}
	case "srfax":
		return []accountField{
			{name: fieldUser, label: "number_of_account", needed: true},
			{name: fieldSecret, label: "password", needed: true},
			{name: "caller_id", label: labelNumber, hint: "4185550101", needed: true},
			{name: "sender_email", label: "sender_email", hint: "accueil@clinique.example", needed: true},
			{name: "retries", label: "retries", hint: "2"},
			{name: "time_zone", label: "time_zone", hint: "America/Toronto"},
		}
	case "documo":
		return []accountField{
			{name: fieldSecret, label: "api_key", needed: true},
			{name: "caller_id", label: labelNumber, hint: "4185550101"},
			{name: fieldURL, label: "service", hint: "https://api.documo.com"},
		}
	case "sinch":
		return []accountField{
			{name: fieldUser, label: "key_id", needed: true},
			{name: fieldSecret, label: "key_secret", needed: true},
			{name: "project", label: "project", needed: true},
			{name: "from", label: labelNumber, hint: "4185550101"},
			{name: "forget", label: "forget", choice: []string{"", "false"}},
			{name: "retries", label: "retries", hint: "0"},
			{name: fieldURL, label: "service", hint: "https://fax.api.sinch.com"},
		}
	case "faxmail":
		return []accountField{
			{name: fieldURL, label: "mail_server", hint: "smtps://courriel.example:465", needed: true},
			{name: fieldUser, label: "user", needed: true},
			{name: fieldSecret, label: "password", needed: true},
			{name: "domain", label: "fax_domain", hint: "fax.example", needed: true},
			{name: "sender_email", label: "sender_email", hint: "accueil@clinique.example"},
			{name: "template", label: "template", hint: "{digits11}@{domain}"},
		}
	case "hylafax":
		return []accountField{
			{name: fieldURL, label: "fax_server", hint: "hylafax://192.168.1.20:4559", needed: true},
			{name: fieldUser, label: "user"},
			{name: fieldSecret, label: "password"},
		}
	default:
		return nil
	}
}

// of is the value that an account has; never a secret.
func (f accountField) of(a dispatch.Account) string {
	switch f.name {
	case fieldURL:
		return a.URL
	case fieldUser:
		return a.User
	case fieldSecret:
		return ""
	default:
		return a.Settings[f.name]
	}
}

// shown is a value as the words for telephone numbers take it.
func (f accountField) shown(value string) string {
	if f.label == labelNumber {
		return e164(value)
	}
	return value
}

// put gives an account a value, or its secret.
func (f accountField) put(a *dispatch.Account, secret *[]byte, value string) {
	switch {
	case value == "":
	case f.name == fieldURL:
		a.URL = value
	case f.name == fieldUser:
		a.User = value
	case f.name == fieldSecret:
		*secret = []byte(value)
	default:
		a.Settings[f.name] = value
	}
}
