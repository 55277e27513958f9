package fhir

import (
	"context"
	"net/http"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// markInError is the change that says of a document that it should never have been there (RFC 6902).
const markInError = `[{"op":"replace","path":"/status","value":"` + statusInError + `"}]`

// Recall withdraws the documents of an attempt: it deletes their entries where the server offers that, and
// marks them as entered in error otherwise. What was already read cannot be called back. A server that offers
// neither, or does not say that it did, is portal_not_recalled or fhir_no_withdrawal.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	if !attempt.ID.Valid() {
		return invalid(opRecall, "attempt", "portal_attempt_invalid")
	}
	s, err := c.open(ctx)
	if err == nil {
		err = s.withdraw(ctx, numberOf(attempt))
	}
	if err == nil || dispatch.CodeOf(err) == "fhir_no_withdrawal" {
		return err
	}
	return unsettled(opRecall, dispatch.KindOf(err), "portal_not_recalled", err)
}

func (s *session) withdraw(ctx context.Context, number identity) error {
	if !s.offer.remove && !s.offer.patch {
		return rejected(opRecall, "fhir_no_withdrawal")
	}
	found, err := s.lookup(ctx, opRecall, number.documents())
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return rejected(opRecall, "fhir_not_there")
	}
	for _, r := range found {
		if err := s.withdrawOne(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) withdrawOne(ctx context.Context, r record) error {
	if r.Status == statusInError && !s.offer.remove {
		return nil
	}
	request := webservice.Request{Method: http.MethodDelete, Path: typeOfReference + "/" + r.ID}
	if !s.offer.remove {
		request.Method, request.Body = http.MethodPatch, webservice.Text("application/json-patch+json", markInError)
		request.Limit, request.Keep = maxEcho<<4, maxEcho
	}
	answer, err := s.do(ctx, request)
	switch {
	case err != nil:
		return err
	case answer.Status == http.StatusOK, answer.Status == http.StatusNoContent, answer.Status == http.StatusGone:
		return nil
	}
	return refusal(opRecall, answer.Status, answer.Body)
}
