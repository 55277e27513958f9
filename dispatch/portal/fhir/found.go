package fhir

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch/webservice"
)

// resourceID is what FHIR lets a server call a resource (R4, datatypes: id).
var resourceID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`) })

// question is a search for resources that have one of the numbers.
type question struct {
	kind    string
	numbers []string
	wanted  [2]string // the parameter that says how much of each is needed, and its value
}

// briefly asks whether documents stand there.
func briefly(numbers ...string) question {
	return question{typeOfReference, numbers, [2]string{"_elements", "masterIdentifier,status"}}
}

// wherever asks for documents with the addresses of their bytes, which a summary holds, and not the bytes
// (R4, Attachment).
func wherever(numbers ...string) question {
	return question{typeOfReference, numbers, [2]string{"_summary", "true"}}
}

// together asks for a set of documents.
func together(number string) question {
	return question{typeOfList, []string{number}, [2]string{"_elements", "identifier,status"}}
}

func (q question) query() url.Values {
	tokens := make([]string, len(q.numbers))
	for i, number := range q.numbers {
		tokens[i] = token(number)
	}
	return url.Values{
		"identifier": {strings.Join(tokens, ",")}, q.wanted[0]: {q.wanted[1]}, "_count": {"50"}, "_total": {"accurate"},
	}
}

// record is a document, or a set of them, as the server knows it.
type record struct {
	ResourceType string          `json:"resourceType"`
	ID           string          `json:"id"`
	Status       string          `json:"status"`
	Master       *identifier     `json:"masterIdentifier"`
	Numbers      json.RawMessage `json:"identifier"`
	Content      []struct {
		Attachment struct {
			URL string `json:"url"`
		} `json:"attachment"`
	} `json:"content"`
}

// answers reports whether r is what q asks for: a server may tell more.
func (r record) answers(q question) bool {
	if r.ResourceType != q.kind || !resourceID().MatchString(r.ID) {
		return false
	}
	return slices.ContainsFunc(r.identifiers(), func(i identifier) bool {
		return i.System == uriSystem && slices.Contains(q.numbers, i.Value)
	})
}

// identifiers are what we gave r: its one master identifier, or those of a set.
func (r record) identifiers() []identifier {
	var numbers []identifier
	switch {
	case r.ResourceType != typeOfReference:
		_ = json.Unmarshal(r.Numbers, &numbers) // what is none has no number
	case r.Master != nil:
		numbers = []identifier{*r.Master}
	}
	return numbers
}

// found is the answer to a question.
type found struct {
	records []record // only what was asked for
	more    bool     // the server has another page
	nothing bool     // the server counted, and there is none
}

type link struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// readFound reads the answer to q.
func readFound(body []byte, q question) (found, bool) {
	var bundle struct {
		ResourceType string `json:"resourceType"`
		Type         string `json:"type"`
		Total        *int   `json:"total"`
		Link         []link `json:"link"`
		Entry        []struct {
			Resource json.RawMessage `json:"resource"`
		} `json:"entry"`
	}
	if json.Unmarshal(body, &bundle) != nil || bundle.ResourceType != "Bundle" || bundle.Type != "searchset" {
		return found{}, false
	}
	f := found{nothing: bundle.Total != nil && *bundle.Total == 0 && len(bundle.Entry) == 0}
	for _, l := range bundle.Link {
		f.more = f.more || l.Relation == "next"
		f.nothing = f.nothing && l.Relation != "next" && (l.Relation != "self" || q.heeded(l.URL))
	}
	for _, entry := range bundle.Entry {
		var r record
		if json.Unmarshal(entry.Resource, &r) == nil && r.answers(q) {
			f.records = append(f.records, r)
		}
	}
	return f, true
}

// heeded reports whether the search that a server tells it made is the one that it was asked for: a parameter
// that it ignored is missing (R4, "Server Conformance" of a search).
func (q question) heeded(self string) bool {
	made, err := url.Parse(self)
	if err != nil {
		return false
	}
	for _, number := range q.numbers {
		if !strings.Contains(made.Query().Get("identifier"), number) {
			return false
		}
	}
	return true
}

// maxFound bounds what a search answers, in bytes.
const maxFound = 4 << 20

// search asks once. What was not asked for is not believed.
func (s *session) search(ctx context.Context, op string, q question) (found, error) {
	answer, err := s.ask(ctx, op, webservice.Request{Path: q.kind, Query: q.query(), Limit: maxFound})
	if err != nil {
		return found{}, err
	}
	f, ok := readFound(answer.Body, q)
	if !ok {
		return found{}, malformed(op)
	}
	return f, nil
}

// searchAll asks for each number by itself where one page does not hold all: the address of the next page is
// the server's to choose, and is not followed.
func (s *session) searchAll(ctx context.Context, op string, q question) (found, error) {
	all, err := s.search(ctx, op, q)
	if err != nil || !all.more || len(q.numbers) == 1 {
		return all, err
	}
	all = found{}
	for _, number := range q.numbers {
		one := q
		one.numbers = []string{number}
		f, err := s.search(ctx, op, one)
		if err != nil {
			return found{}, err
		}
		all.records, all.more = append(all.records, f.records...), all.more || f.more
	}
	return all, nil
}
