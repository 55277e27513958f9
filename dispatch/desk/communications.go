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

// mostCommunications bounds what is looked at for one person, by the mark and by the words each.
const mostCommunications = 1000

// Sureness is why a communication is held to be about a person.
type Sureness string

// The ways of knowing, best first. Only the first is certain: a name read, and words of one, may be somebody else's.
const (
	ByPatient  Sureness = "patient"  // the person was named when the dispatch was made, or has the number that was read
	ByDocument Sureness = "document" // the name was read in a document
	ByWords    Sureness = "words"    // the words stand in what was written of the dispatch, or in a document's name
)

// FoundCommunication is a communication that may be about a person.
type FoundCommunication struct {
	dispatch.Communication
	Because Sureness `json:"because"`
}

// Communications finds what was communicated about a person, by name or health insurance number, the newest first. What
// went to that person is no communication in the sense of, s. 265, nor is what reached nobody.
func (d *Desk) Communications(ctx context.Context, patient string) ([]FoundCommunication, error) {
	who := d.sought(patient)
	if len(who.words) == 0 {
		return nil, invalid("required", "patient")
	}
	found := map[dispatch.ID]FoundCommunication{}
	for _, filter := range who.filters(patient) {
		if err := d.findCommunications(ctx, found, who, filter); err != nil {
			return nil, err
		}
	}
	return inOrder(found), nil
}

// sought is a person whose communications are asked for.
type sought struct {
	words []string
	mark  string // of the name or number; empty where no marks are made
	named func(name string) (mark string)
}

func (d *Desk) sought(patient string) sought {
	return sought{
		words: wordsOf(patient), mark: either(d.mark(patient)), named: func(name string) string { return d.mark(name).Name },
	}
}

// filters find whatever may be about the person: by the mark, then by the words.
func (who sought) filters(patient string) []dispatch.Filter {
	filters := []dispatch.Filter{{Patient: who.mark}, {Query: patient}}
	return slices.DeleteFunc(filters, func(f dispatch.Filter) bool { return f.Patient == "" && f.Query == "" })
}

// findCommunications keeps of what a filter finds that which was communicated to others about the person.
func (d *Desk) findCommunications(
	ctx context.Context, found map[dispatch.ID]FoundCommunication, who sought, filter dispatch.Filter,
) error {
	filter.Limit = mostCommunications / 2
	for looked := 0; looked < mostCommunications; {
		page, err := d.config.Store.Search(ctx, filter)
		if err != nil {
			return err
		}
		for _, x := range page.Dispatches {
			if because := who.because(x); because != "" && x.Communicated() && !who.received(x) {
				found[x.ID] = FoundCommunication{dispatch.CommunicationOf(x), because}
			}
		}
		looked += len(page.Dispatches)
		if filter.After = page.Next; page.Next == "" {
			break
		}
	}
	return nil
}

// because is why a dispatch is held to be about the person, empty when it is not.
func (who sought) because(x dispatch.Dispatch) Sureness {
	best := Sureness("")
	for _, m := range x.Patients {
		switch {
		case !m.Has(who.mark):
		case m.Given || m.Number == who.mark:
			return ByPatient
		default:
			best = ByDocument
		}
	}
	if best == "" && who.written(x) {
		best = ByWords
	}
	return best
}

// received reports whether a dispatch went to the person: under that name, or under the name that stands with that
// number.
func (who sought) received(x dispatch.Dispatch) bool {
	if x.Recipient.Class != dispatch.Patient {
		return false
	}
	name := who.named(x.Recipient.Name)
	return who.all(wordsOf(x.Recipient.Name)) || slices.ContainsFunc(x.Patients, func(m dispatch.PatientMark) bool {
		return m.Has(who.mark) && m.Has(name)
	})
}

// written reports whether every word is one of what was written of a dispatch. The recipient's own name says nothing of
// the patient.
func (who sought) written(x dispatch.Dispatch) bool {
	texts := []string{x.Subject, x.Message, x.Purpose, x.Reason, x.Authorisation}
	for _, doc := range x.Documents {
		texts = append(texts, doc.Name)
	}
	return who.all(wordsOf(strings.Join(texts, " ")))
}

func (who sought) all(standing []string) bool {
	return !slices.ContainsFunc(who.words, func(word string) bool { return !slices.Contains(standing, word) })
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
// Nothing is written of a dispatch that reached nobody, or went to that person.
func (d *Desk) PrintCommunications(ctx context.Context, w io.Writer, patient string, chosen []dispatch.ID, language string) error {
	if strings.TrimSpace(patient) == "" {
		return invalid("required", "patient")
	}
	body, err := d.keeper(ctx)
	if err != nil {
		return err
	}
	lines, err := d.communicated(ctx, d.sought(patient), chosen)
	if err != nil {
		return err
	}
	if err := d.config.Registers.Communications(w, strings.TrimSpace(patient), lines, body, language); err != nil {
		return err
	}
	return d.config.Store.Append(ctx, d.event(dispatch.EventCommunicationsListed, map[string]string{
		"n": strconv.Itoa(len(lines)), "language": language,
		"dispatches": list(lines, func(c dispatch.Communication) string { return string(c.Dispatch) }),
	}))
}

// communicated are those of the dispatches chosen that reached others than the person.
func (d *Desk) communicated(ctx context.Context, who sought, chosen []dispatch.ID) ([]dispatch.Communication, error) {
	found := map[dispatch.ID]FoundCommunication{}
	for _, id := range chosen {
		x, err := d.config.Store.Dispatch(ctx, id)
		if err != nil {
			return nil, err
		}
		if x.Communicated() && !who.received(x) {
			found[x.ID] = FoundCommunication{dispatch.CommunicationOf(x), ByPatient}
		}
	}
	lines := []dispatch.Communication{}
	for _, one := range inOrder(found) {
		lines = append(lines, one.Communication)
	}
	return lines, nil
}
