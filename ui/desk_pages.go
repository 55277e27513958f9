package ui

import (
	"context"

	"github.com/souspli/souspli/dispatch/inspect"
)

// deskPages is the pages of a document before it is sent.
type deskPages interface {
	Arrange(ctx context.Context, r inspect.Report, leaves []inspect.Leaf) (inspect.Report, error)
}
