package policy

import (
	"encoding/json"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

const parsing = "policy.parse"

// ParseCase reads a case from a JSON object. A missing field is null. A value outside the table of
// inputs, of the wrong type, given twice, or of a field that does not exist is an error of KindInvalid
// that names the field; what is no single JSON object is one without a field.
func ParseCase(data []byte) (dispatch.Case, error) {
	if !json.Valid(data) || !isObject(data) {
		return dispatch.Case{}, invalid(parsing, "case_malformed", "")
	}
	var c dispatch.Case
	if err := readMembers(data, "", func(name string) reader { return caseReader(&c, name) }); err != nil {
		return dispatch.Case{}, err
	}
	if err := validate(c, parsing); err != nil {
		return dispatch.Case{}, err
	}
	return c, nil
}

// reader takes a JSON value into the field that it was made for. It fails with the field's own name.
type reader func(value []byte, field string) error

// readMembers reads each member of an object by the reader of its name. Names match exactly, unlike
// json.Unmarshal's, because a field that is almost right must not be dropped.
func readMembers(object []byte, prefix string, readerOf func(name string) reader) error {
	seen := make([]string, 0, 16)
	for name, value := range members(object) {
		read := readerOf(name)
		switch {
		case read == nil:
			return invalid(parsing, "case_field_unknown", prefix+printable(name))
		case slices.Contains(seen, name):
			return invalid(parsing, "case_field_repeated", prefix+name)
		}
		seen = append(seen, name)
		if err := read(value, prefix+name); err != nil {
			return err
		}
	}
	return nil
}

// caseReader finds where a field belongs; nil for one that does not exist.
func caseReader(c *dispatch.Case, name string) reader {
	switch name {
	case "sensitivity":
		return sensitivityReader(&c.Sensitivity)
	case "recipient_class":
		return wordReader(&c.RecipientClass)
	case "recipient_address":
		return addressReader(&c.RecipientAddress)
	case "doc_kind":
		return wordReader(&c.DocKind)
	case "payload":
		return wordReader(&c.Payload)
	case "system":
		return wordReader(&c.System)
	case "recipient_preference":
		return wordReader(&c.RecipientPreference)
	case "sender_account":
		return wordReader(&c.SenderAccount)
	case "sender_role":
		return wordReader(&c.SenderRole)
	default:
		return truthReader(caseTruth(c, name))
	}
}

func caseTruth(c *dispatch.Case, name string) *dispatch.Truth {
	switch name {
	case "in_directory":
		return &c.InDirectory
	case "authorised":
		return &c.Authorised
	case "channel_consent":
		return &c.ChannelConsent
	case "portal_available":
		return &c.PortalAvailable
	case "portal_approved":
		return &c.PortalApproved
	default:
		return nil
	}
}

func sensitivityTruth(s *dispatch.Sensitivity, name string) *dispatch.Truth {
	switch name {
	case "needs_consent":
		return &s.NeedsConsent
	case "limited_to_authorised":
		return &s.LimitedToAuthorised
	case "can_compromise":
		return &s.CanCompromise
	case "high_expectation":
		return &s.HighExpectation
	case "personal_info":
		return &s.PersonalInfo
	case "org_says_confidential":
		return &s.OrgSaysConfidential
	default:
		return nil
	}
}

func sensitivityReader(into *dispatch.Sensitivity) reader {
	return func(value []byte, field string) error {
		if isNull(value) {
			return nil
		}
		if !isObject(value) {
			return invalid(parsing, "case_value_unknown", field)
		}
		return readMembers(value, field+".", func(name string) reader {
			return truthReader(sensitivityTruth(into, name))
		})
	}
}

func truthReader(into *dispatch.Truth) reader {
	if into == nil {
		return nil
	}
	return func(value []byte, field string) error {
		if into.UnmarshalJSON(value) != nil {
			return invalid(parsing, "case_value_unknown", field)
		}
		return nil
	}
}

// wordReader reads a word of the table of inputs, or null. Whether it is one is for validate to say.
func wordReader[S ~string](into *S) reader {
	return func(value []byte, field string) error {
		word, ok := text(value)
		if !ok && !isNull(value) || ok && word == "" {
			return invalid(parsing, "case_value_unknown", field)
		}
		*into = S(word)
		return nil
	}
}

// addressReader reads an address, or null. An empty one is none.
func addressReader(into *string) reader {
	return func(value []byte, field string) error {
		address, ok := text(value)
		if !ok && !isNull(value) {
			return invalid(parsing, "case_value_unknown", field)
		}
		*into = address
		return nil
	}
}

// printable keeps a field's name out of an error unless it looks like one: anything else might be
// personal.
func printable(name string) string {
	const longest = 40
	if len(name) > longest {
		return "?"
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && r != '_' {
			return "?"
		}
	}
	return name
}
