package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch/inspect"
)

// Pages makes documents of the pages of others: an inspect.Inspector.
type Pages interface {
	Arrange(ctx context.Context, r inspect.Report, leaves []inspect.Leaf) (inspect.Report, error)
}

// Arrange makes a document of some pages of one that was read, in a given order, and reads it: what is sent is what
// was seen. The file itself stays as it is, and so does its report, from which other pages can be taken.
func (d *Desk) Arrange(ctx context.Context, r inspect.Report, leaves []inspect.Leaf) (inspect.Report, error) {
	return d.config.Documents.Arrange(ctx, r, leaves)
}
