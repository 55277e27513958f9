package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/souspli/souspli/dispatch"
)

const parsing = "policy.parse"

// ParseCase reads a case from a JSON object. A missing field is null. A value outside the table of
// inputs, of the wrong type, given twice, or of a field that does not exist is an error of KindInvalid
// that names the field; what is no single JSON object is one without a field.
func ParseCase(data []byte) (dispatch.Case, error) {
	var c dispatch.Case
	if err := readObject(data, "", caseFields(&c)); err != nil {
		return dispatch.Case{}, err
	}
	if err := validate(c, parsing); err != nil {
		return dispatch.Case{}, err
	}
	return c, nil
}

// target finds where the value of a field belongs; nil for a field that does not exist.
type target func(field string) any

func caseFields(c *dispatch.Case) target {
	return func(field string) any {
		switch field {
		case "sensitivity":
			return &c.Sensitivity
		case "recipient_class":
			return &c.RecipientClass
		case "in_directory":
			return &c.InDirectory
		case "recipient_address":
			return &c.RecipientAddress
		case "doc_kind":
			return &c.DocKind
		case "payload":
			return &c.Payload
		case "sender_account":
			return &c.SenderAccount
		case "sender_role":
			return &c.SenderRole
		default:
			return reachFields(c, field)
		}
	}
}

// reachFields are the fields that tell how the recipient can be reached.
func reachFields(c *dispatch.Case, field string) any {
	switch field {
	case "system":
		return &c.System
	case "recipient_preference":
		return &c.RecipientPreference
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

func sensitivityFields(s *dispatch.Sensitivity) target {
	return func(field string) any {
		switch field {
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
}

// readObject reads one JSON object, each field into its target. Names are matched exactly, unlike
// json.Unmarshal, because a field that is almost right must not be dropped.
func readObject(data []byte, prefix string, targets target) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return malformed(prefix)
	}
	seen := map[string]bool{}
	for decoder.More() {
		if err := readField(decoder, prefix, targets, seen); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return malformed(prefix)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return malformed(prefix)
	}
	return nil
}

func readField(decoder *json.Decoder, prefix string, targets target, seen map[string]bool) error {
	token, err := decoder.Token()
	name, ok := token.(string)
	if err != nil || !ok {
		return malformed(prefix)
	}
	field := prefix + printable(name)
	into := targets(name)
	if into == nil {
		return invalid(parsing, "case_field_unknown", field)
	}
	if seen[name] {
		return invalid(parsing, "case_field_repeated", field)
	}
	seen[name] = true
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return malformed(prefix)
	}
	return readValue(value, field, into)
}

func readValue(value json.RawMessage, field string, into any) error {
	switch into := into.(type) {
	case *dispatch.Sensitivity:
		if string(value) == "null" {
			return nil
		}
		return readObject(value, field+".", sensitivityFields(into))
	case *string: // an address: empty is as good as none
	default:
		if string(value) == `""` {
			return invalid(parsing, "case_value_unknown", field)
		}
	}
	if json.Unmarshal(value, into) != nil {
		return invalid(parsing, "case_value_unknown", field)
	}
	return nil
}

// malformed says that what stands at prefix is not an object.
func malformed(prefix string) error {
	if prefix == "" {
		return invalid(parsing, "case_malformed", "")
	}
	return invalid(parsing, "case_value_unknown", prefix[:len(prefix)-1])
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
