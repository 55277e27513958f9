package fhir

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// issue is one reason of an OperationOutcome, in words of the standard alone. Its diagnostics and texts are
// never read: a server quotes there what it was given, a person's number included.
type issue struct {
	severity string // fatal, error, warning or information
	code     string // of the value set issue-type
	element  string // of the resource at fault; empty: not told
}

// outcome are the worst reasons that a server gave, the worst first.
type outcome []issue

var severities = []string{"fatal", "error", "warning", "information"}

// issueTypes is the value set issue-type of FHIR R4.
var issueTypes = []string{
	"invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired", "forbidden",
	"suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found", "deleted", "too-long",
	"code-invalid", "extension", "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store",
	"exception", "timeout", "incomplete", "throttled", "informational",
}

// elements are those that we send. A name that is none of them could be anything.
var elements = []string{
	"masterIdentifier", "status", "type", "category", "subject", "date", "author", "description", "content",
	"attachment", "contentType", "language", "data", "url", "size", "hash", "title", "creation", "identifier",
	"system", "value", "entry", "resource", "request", "meta", "profile", "item", "code", "coding", "mode", "extension",
}

const mostIssues = 64 // that are looked at

// readOutcome reads an OperationOutcome as far as it can be trusted. Anything else tells nothing.
func readOutcome(body []byte) outcome {
	var told struct {
		ResourceType string `json:"resourceType"`
		Issue        []struct {
			Severity   string   `json:"severity"`
			Code       string   `json:"code"`
			Expression []string `json:"expression"`
			Location   []string `json:"location"`
		} `json:"issue"`
	}
	if json.Unmarshal(body, &told) != nil || told.ResourceType != "OperationOutcome" {
		return nil
	}
	var o outcome
	for _, i := range told.Issue[:min(len(told.Issue), mostIssues)] {
		if slices.Contains(severities, i.Severity) && slices.Contains(issueTypes, i.Code) {
			o = append(o, issue{i.Severity, i.Code, element(slices.Concat(i.Expression, i.Location))})
		}
	}
	slices.SortStableFunc(o, func(a, b issue) int {
		return slices.Index(severities, a.severity) - slices.Index(severities, b.severity)
	})
	return o
}

// element is the last of the known elements that the first path names, with those before it:
// subject.identifier.
func element(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	var known []string
	apart := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, name := range strings.FieldsFunc(paths[0], apart) {
		if slices.Contains(elements, name) && len(known) < 6 {
			known = append(known, name)
		}
	}
	return strings.Join(known, ".")
}

// about reports whether the worst reason is about an element.
func (o outcome) about(name string) bool {
	return len(o) > 0 && slices.Contains(strings.Split(o[0].element, "."), name)
}

// outcomeCodes are the sentences of reasons that a person can act on.
var outcomeCodes = map[string]string{
	"invalid": "fhir_invalid", "structure": "fhir_invalid", "required": "fhir_invalid", "value": "fhir_invalid",
	"invariant": "fhir_invalid", "code-invalid": "fhir_code_unknown", "extension": "fhir_invalid",
	"security": "fhir_forbidden", "login": "fhir_token_refused", "expired": "fhir_token_refused",
	"forbidden": "fhir_forbidden", "suppressed": "fhir_forbidden", "unknown": "fhir_token_refused", // user
	"not-supported": "fhir_not_offered", "too-long": "portal_too_large", "too-costly": "portal_too_large",
	"business-rule": "fhir_rule",
}

// code is the sentence of the worst reason, or empty. A record that is not there is a person unknown to the
// server, whatever it calls that.
func (o outcome) code() string {
	if len(o) == 0 {
		return ""
	}
	if o.about("subject") {
		return "fhir_patient_unknown"
	}
	return outcomeCodes[o[0].code]
}

// words are the worst reason's, for the log: ", error, invalid, subject.identifier".
func (o outcome) words() string {
	if len(o) == 0 {
		return ""
	}
	words := ", " + o[0].severity + ", " + o[0].code
	if o[0].element != "" {
		words += ", " + o[0].element
	}
	return words
}
