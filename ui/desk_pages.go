package ui

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// deskPages is the pages of a document before it is sent, and the documents that other programs print.
type deskPages interface {
	Arrange(ctx context.Context, r inspect.Report, leaves []inspect.Leaf) (inspect.Report, error)
	// Again begins a draft from a dispatch, with its documents out of the home.
	Again(ctx context.Context, id dispatch.ID) (desk.Draft, error)

	// Cover draws the cover page that a draft would be faxed with.
	Cover(ctx context.Context, draft desk.Draft) (facsimile.Preview, error)

	PrintFolder(ctx context.Context) (desk.PrintFolder, error)
	SavePrintFolder(ctx context.Context, f desk.PrintFolder) error
	// Printed lists the complete documents in the print folder that nobody has taken.
	Printed(ctx context.Context) ([]desk.Printed, error)
	TakePrinted(p desk.Printed)
	GiveBackPrinted(path string)
	DismissPrinted(ctx context.Context, p desk.Printed) error
}
