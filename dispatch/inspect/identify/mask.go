package identify

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const dots = "••••"

// mask shows enough of a value to recognise it beside the document, and never more than is hidden. The
// number of a ministry form names nobody and is shown.
func mask(t Type, value string) string {
	switch t {
	case QuebecHealthNumber:
		return value[:healthLetters] + dots + value[healthLetters+4:]
	case SocialInsurance, OntarioHealth, BritishColumbia, OtherProvinceHealth:
		return "•••••" + value[len(value)-3:]
	case DateOfBirth:
		return "••••-••-••" // beside a masked health number, a year would leave only month and sex
	case PostalCode:
		return value[:3] + " •••"
	case Phone, Fax:
		return value[:3] + " •••-••" + value[len(value)-2:]
	case Email:
		return maskMail(value)
	case MinistryForm:
		return value
	}
	return dots + value[len(value)-min(3, (len(value)-1)/2):]
}

func maskMail(value string) string {
	local, domain, _ := strings.Cut(value, "@")
	const shortest = 3
	if len(local) < shortest {
		return dots + "@" + domain
	}
	return local[:1] + dots + "@" + domain
}

// String is the type and the masked value.
func (i Identifier) String() string { return string(i.Type) + " " + i.Masked }

// GoString is String: a dump shows no more.
func (i Identifier) GoString() string { return i.String() }

// Format writes String, whatever the verb.
func (i Identifier) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, i.String()) }

// LogValue is String.
func (i Identifier) LogValue() slog.Value { return slog.StringValue(i.String()) }

// String names nobody: the masked number, if there is one.
func (p Person) String() string {
	if len(p.Number) != healthLength {
		return "person"
	}
	return "person " + mask(QuebecHealthNumber, p.Number)
}

// GoString is String: a dump shows no more.
func (p Person) GoString() string { return p.String() }

// Format writes String, whatever the verb.
func (p Person) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, p.String()) }

// LogValue is String.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText is String, for JSON and everything else that writes values as text.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
