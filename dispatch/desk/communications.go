package desk

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// mostCommunications bounds what is looked at for one person.
const mostCommunications = 1000

// Sureness is why a communication is held to be about a person.
type Sureness string

// The ways of knowing, best first. Only the first is certain: words of a name may stand for somebody else.
const (
	ByPatient Sureness = "patient" // the person was named when the dispatch was made
	ByWords   Sureness = "words"   // the words stand in what was written of the dispatch, or in a document's name
)

// FoundCommunication is a communication that may be about a person.
type FoundCommunication struct {
	dispatch.Communication
	Because Sureness `json:"because"`
}

// Communications finds what was communicated about a person, by name or health insurance number, the newest first. What
// went to that person is no communication in the sense of, s. 265, nor is what reached nobody.
func (d *Desk) Communications(ctx context.Context, patient string) ([]FoundCommunication, error) {
	words := wordsOf(patient)
	if len(words) == 0 {
		return nil, invalid("required", "patient")
	}
	found := map[dispatch.ID]FoundCommunication{}
	written, err := d.written(ctx, patient)
	if err != nil {
		return nil, err
	}
	keepCommunications(found, written, words, ByWords, func(x dispatch.Dispatch) bool { return writtenOf(x, words) })
	return inOrder(found), nil
}

// written are the dispatches that the words of a name stand in, anywhere.
func (d *Desk) written(ctx context.Context, patient string) ([]dispatch.Dispatch, error) {
	var all []dispatch.Dispatch
	filter := dispatch.Filter{Query: patient, Limit: mostCommunications / 2}
	for len(all) < mostCommunications {
		page, err := d.config.Store.Search(ctx, filter)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Dispatches...)
		if filter.After = page.Next; page.Next == "" {
			break
		}
	}
	return all, nil
}

func keepCommunications(
	found map[dispatch.ID]FoundCommunication, from []dispatch.Dispatch, words []string, because Sureness, about func(dispatch.Dispatch) bool,
) {
	for _, x := range from {
		_, known := found[x.ID]
		if !known && x.Communicated() && !toThemselves(x, words) && about(x) {
			found[x.ID] = FoundCommunication{dispatch.CommunicationOf(x), because}
		}
	}
}

// toThemselves reports whether a dispatch went to the person with those words for a name.
func toThemselves(x dispatch.Dispatch, words []string) bool {
	return x.Recipient.Class == dispatch.Patient && !slices.ContainsFunc(words, func(word string) bool {
		return !slices.Contains(wordsOf(x.Recipient.Name), word)
	})
}

// writtenOf reports whether every word is one of what was written of a dispatch. The recipient's own name says nothing
// of the patient.
func writtenOf(x dispatch.Dispatch, words []string) bool {
	texts := []string{x.Subject, x.Message, x.Purpose, x.Reason, x.Authorisation}
	for _, doc := range x.Documents {
		texts = append(texts, doc.Name)
	}
	standing := wordsOf(strings.Join(texts, " "))
	return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(standing, word) })
}

func inOrder(found map[dispatch.ID]FoundCommunication) []FoundCommunication {
	all := make([]FoundCommunication, 0, len(found))
	for _, one := range found {
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b FoundCommunication) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Dispatch, b.Dispatch))
	})
	return all
}

// PrintCommunications writes the communications chosen, as the person named reads them, and logs which they were.
// Nothing is written of a dispatch that reached nobody.
func (d *Desk) PrintCommunications(ctx context.Context, w io.Writer, patient string, chosen []dispatch.ID, language string) error {
	if strings.TrimSpace(patient) == "" {
		return invalid("required", "patient")
	}
	body, err := d.keeper(ctx)
	if err != nil {
		return err
	}
	found := map[dispatch.ID]FoundCommunication{}
	for _, id := range chosen {
		x, err := d.config.Store.Dispatch(ctx, id)
		if err != nil {
			return err
		}
		keepCommunications(found, []dispatch.Dispatch{x}, []string{""}, ByPatient, func(dispatch.Dispatch) bool { return true })
	}
	lines := []dispatch.Communication{}
	for _, one := range inOrder(found) {
		lines = append(lines, one.Communication)
	}
	if err := d.config.Registers.Communications(w, strings.TrimSpace(patient), lines, body, language); err != nil {
		return err
	}
	return d.config.Store.Append(ctx, d.event(dispatch.EventCommunicationsListed, map[string]string{
		"n": strconv.Itoa(len(lines)), "language": language,
		"dispatches": list(lines, func(c dispatch.Communication) string { return string(c.Dispatch) }),
	}))
}
