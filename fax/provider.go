package fax

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
)

// Provider is a service that dials. It makes one try of everything it is asked, and its errors say their
// certainty.
type Provider interface {
	// Name stands in receipts: hylafax.
	Name() string
	Limits() Limits
	// Submit gives a job with job.Attempt as its reference.
	Submit(ctx context.Context, job Job) (dispatch.Receipt, error)
	// Status asks how far the attempt is.
	Status(ctx context.Context, attempt dispatch.Attempt) (Report, error)
	// Find looks for the attempt's ID: False means that the provider certainly never took it.
	Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error)
	// Cancel stops the attempt, or fails with KindConflict when it has ended.
	Cancel(ctx context.Context, attempt dispatch.Attempt) error
	// Test logs in and asks whether the service would take a job now.
	Test(ctx context.Context) error
}

// Limits is what a provider takes in one job.
type Limits struct {
	Pages int   // cover page included
	Bytes int64 // of all parts
}

// Job is a fax ready to be given to a provider.
type Job struct {
	Attempt  dispatch.ID
	Number   Number
	Parts    []Part // PDF files in sending order, the cover page first
	Pages    int    // of all parts: what the provider must confirm
	Progress func(dispatch.Progress)
}

// Bytes is the size of all parts.
func (j Job) Bytes() int64 {
	var total int64
	for _, part := range j.Parts {
		total += part.Size
	}
	return total
}

// Part is one PDF file of a job.
type Part struct {
	Size int64
	// Open gives exactly Size bytes, or fails while reading with KindIntegrity.
	Open func(ctx context.Context) (io.ReadCloser, error)
}
