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
	found, err := c.records(ctx, opFind, []string{number.document(1)})
	if err != nil {
		return dispatch.Unknown, dispatch.Receipt{}, unsettled(opFind, dispatch.KindOf(err), "portal_not_told", err)
	}
	if len(found) == 0 {
		return dispatch.Unknown, dispatch.Receipt{}, nil
	}
	return dispatch.True, c.receipt(number, 0, deposited), nil
}

func (c *Channel) records(ctx context.Context, op string, numbers []string) ([]record, error) {
	s, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	return s.lookup(ctx, op, numbers)
}
