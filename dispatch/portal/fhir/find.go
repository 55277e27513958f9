package fhir

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// numberOf is the number that an attempt was published under: the one that its receipt tells, or its own.
func numberOf(a dispatch.Attempt) identity {
	if a.Receipt != nil {
		if number := identity(a.Receipt.Reference); number.valid() {
			return number
		}
	}
	return identityOf(a.ID)
}

// Find searches for the first document of an attempt: a publication is one transaction, so where that one
// stands, all do. What is not found stays Unknown.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	number := numberOf(attempt)
	answer, err := c.first(ctx, number)
	if err != nil {
		return dispatch.Unknown, dispatch.Receipt{}, unsettled(opFind, dispatch.KindOf(err), "portal_not_told", err)
	}
	if len(answer.records) == 0 {
		return dispatch.Unknown, dispatch.Receipt{}, nil
	}
	return dispatch.True, c.receipt(number, 0, deposited), nil
}

// first searches for the first document of a publication.
func (c *Channel) first(ctx context.Context, number identity) (found, error) {
	s, err := c.open(ctx)
	if err != nil {
		return found{}, err
	}
	return s.search(ctx, opFind, briefly(number.document(1)))
}
