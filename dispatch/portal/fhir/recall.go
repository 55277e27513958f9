package fhir

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// markInError is the change that says of a resource that it should never have been there (RFC 6902).
const markInError = `[{"op":"replace","path":"/status","value":"` + statusInError + `"}]`

// codeFileRemains says that a document was withdrawn from the record, and that something of it may remain.
const codeFileRemains = "fhir_file_remains"

// Recall withdraws the documents of an attempt: their set, their bytes and their entries are deleted where the
// server offers that, and entries are marked as entered in error otherwise. Then it searches again: nil says
// that nothing of it is found any more. What was already read cannot be called back, and a server may keep
// what it deleted in a history of its own.
//
// Where the entries are withdrawn and the bytes or the set may remain, it is fhir_file_remains; a server that
// offers no withdrawal is fhir_no_withdrawal, and whatever leaves an entry standing portal_not_recalled.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	if !attempt.ID.Valid() {
		return invalid(opRecall, "attempt", "portal_attempt_invalid")
	}
	s, err := c.open(ctx)
	if err == nil {
		w := withdrawal{session: s, number: numberOf(attempt), base: strings.TrimSuffix(c.base, "/") + "/"}
		err = w.run(ctx)
	}
	if code := dispatch.CodeOf(err); err == nil || code == "fhir_no_withdrawal" || code == codeFileRemains {
		return err
	}
	return unsettled(opRecall, dispatch.KindOf(err), "portal_not_recalled", err)
}

// withdrawal takes back what stands under a number.
type withdrawal struct {
	*session
	number  identity
	base    string // of the server's addresses, with its last slash
	alone   bool   // one document that holds its own bytes: it was published without a set
	remains bool   // something that cannot be taken back, or not be looked for
}

// mostRounds bounds how often a withdrawal looks again: a server's index may lag behind.
const mostRounds = 5

func (w *withdrawal) run(ctx context.Context) error {
	if !w.offer.document.withdrawn() {
		return rejected(opRecall, "fhir_no_withdrawal")
	}
	for round := range mostRounds {
		documents, err := w.searchAll(ctx, opRecall, wherever(w.number.documents()...))
		if err != nil {
			return err
		}
		if round == 0 {
			if len(documents.records) == 0 {
				return rejected(opRecall, "fhir_not_there")
			}
			w.alone = len(documents.records) == 1 && documents.records[0].whole()
		}
		over, err := w.round(ctx, documents)
		if err != nil || over {
			return err
		}
	}
	return rejected(opRecall, "fhir_still_there")
}

// round takes the set first, which refers to the documents and may hold them; then the bytes; and last the
// entries, by which a repeat finds everything.
func (w *withdrawal) round(ctx context.Context, documents found) (over bool, err error) {
	sets, err := w.sets(ctx)
	if err != nil {
		return false, err
	}
	pending := w.pending(documents.records, w.offer.document)
	if len(pending) == 0 && len(sets) == 0 && !documents.more {
		return true, w.verdict()
	}
	for _, set := range sets {
		if err := w.orRemains(w.take(ctx, set, w.offer.set)); err != nil {
			return false, err
		}
	}
	for _, document := range pending {
		if err := w.takeBytes(ctx, document); err != nil {
			return false, err
		}
		if err := w.take(ctx, document, w.offer.document); err != nil {
			return false, err
		}
	}
	return false, nil
}

func (w *withdrawal) verdict() error {
	if w.remains || !w.offer.document.remove {
		return rejected(opRecall, codeFileRemains)
	}
	return nil
}

// pending are the records that can still be taken back: those marked in error stay where nothing is deleted.
func (w *withdrawal) pending(records []record, d deeds) []record {
	if d.remove {
		return records
	}
	var standing []record
	for _, r := range records {
		if r.Status != statusInError {
			standing = append(standing, r)
		}
	}
	return standing
}

// sets are the sets that still stand and can be taken back.
func (w *withdrawal) sets(ctx context.Context) ([]record, error) {
	if w.remains || w.alone {
		return nil, nil
	}
	if !w.offer.set.search || !w.offer.set.withdrawn() {
		w.remains = true
		return nil, nil
	}
	sets, err := w.search(ctx, opRecall, together(string(w.number)))
	if err != nil {
		return nil, w.orRemains(err)
	}
	w.remains = w.remains || sets.more || len(sets.records) > 0 && !w.offer.set.remove
	return w.pending(sets.records, w.offer.set), nil
}

// orRemains keeps in mind what a server does not let go of. Other errors are worth a repeat.
func (w *withdrawal) orRemains(err error) error {
	if kind := dispatch.KindOf(err); err != nil && (kind == dispatch.KindRejected || kind == dispatch.KindConflict) {
		w.remains = true
		return nil
	}
	return err
}

// whole reports whether a document holds its own bytes: it is known, and they lie nowhere else.
func (r record) whole() bool { return len(r.Content) == 1 && r.Content[0].Attachment.URL == "" }

// binary is the address of bytes below a server's base.
var binary = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^Binary/([A-Za-z0-9.-]{1,64})(/_history/[A-Za-z0-9.-]{1,64})?$`)
})

// takeBytes deletes what lies beside the entry of a document.
func (w *withdrawal) takeBytes(ctx context.Context, r record) error {
	if r.whole() {
		return nil
	}
	if len(r.Content) == 0 {
		w.remains = true
	}
	for _, content := range r.Content {
		at := binary().FindStringSubmatch(strings.TrimPrefix(content.Attachment.URL, w.base))
		if at == nil || !w.offer.binary.remove {
			w.remains = true
			continue
		}
		if err := w.orRemains(w.remove(ctx, typeOfBinary, at[1])); err != nil {
			return err
		}
	}
	return nil
}

// take deletes a record, or marks it as entered in error where the server deletes nothing.
func (w *withdrawal) take(ctx context.Context, r record, d deeds) error {
	if d.remove {
		return w.remove(ctx, r.ResourceType, r.ID)
	}
	return w.undo(ctx, webservice.Request{
		Method: http.MethodPatch, Path: r.ResourceType + "/" + r.ID,
		Body: webservice.Text("application/json-patch+json", markInError), Limit: maxEcho << 4, Keep: maxEcho,
	})
}

func (w *withdrawal) remove(ctx context.Context, kind, id string) error {
	return w.undo(ctx, webservice.Request{Method: http.MethodDelete, Path: kind + "/" + id})
}

func (w *withdrawal) undo(ctx context.Context, r webservice.Request) error {
	answer, err := w.do(ctx, r)
	switch {
	case err != nil:
		return err
	case answer.Status == http.StatusOK, answer.Status == http.StatusNoContent, answer.Status == http.StatusGone:
		return nil
	case answer.Status == http.StatusNotFound && !strings.HasPrefix(r.Path, typeOfBinary): // it is searched for again
		return nil
	}
	return refusal(opRecall, answer.Status, answer.Body)
}
