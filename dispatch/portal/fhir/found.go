package fhir

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// resourceID is what FHIR lets a server call a resource (R4, datatypes: id).
var resourceID = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// query searches for any of the numbers, and asks for no more of a document than is needed.
func query(numbers []string) url.Values {
	tokens := make([]string, len(numbers))
	for i, number := range numbers {
		tokens[i] = token(number)
	}
	return url.Values{
		"identifier": {strings.Join(tokens, ",")}, "_elements": {"masterIdentifier,status"}, "_count": {"50"},
	}
}

// readFound reads the answer of a search, and keeps the documents that have one of the numbers.
func readFound(body []byte, numbers []string) ([]record, bool) {
	var bundle struct {
		ResourceType string `json:"resourceType"`
		Type         string `json:"type"`
		Entry        []struct {
			Resource json.RawMessage `json:"resource"`
		} `json:"entry"`
	}
	if json.Unmarshal(body, &bundle) != nil || bundle.ResourceType != "Bundle" || bundle.Type != "searchset" {
		return nil, false
	}
	var found []record
	for _, entry := range bundle.Entry {
		var r record
		if json.Unmarshal(entry.Resource, &r) == nil && r.is(numbers) {
			found = append(found, r)
		}
	}
	return found, true
}

// is reports whether r is a document of ours.
func (r record) is(numbers []string) bool {
	return r.ResourceType == typeOfReference && resourceID.MatchString(r.ID) &&
		r.Master != nil && r.Master.System == uriSystem && slices.Contains(numbers, r.Master.Value)
}
