package fax

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// Channel is cloud fax through one provider. It implements dispatch.Channel, Tracker, Finder and
// Recaller.
type Channel struct {
	provider Provider
	texts    func(language string) CoverTexts
	draw     Draw // nil: nothing can be prepared
}

var (
	_ dispatch.Channel  = (*Channel)(nil)
	_ dispatch.Tracker  = (*Channel)(nil)
	_ dispatch.Finder   = (*Channel)(nil)
	_ dispatch.Recaller = (*Channel)(nil)
)

// New makes the channel. texts gives the words of the cover page in fr or en.
func New(provider Provider, texts func(language string) CoverTexts) *Channel {
	return &Channel{provider: provider, texts: texts}
}

// Kind is CloudFax.
func (c *Channel) Kind() dispatch.ChannelKind { return dispatch.CloudFax }

// Check refuses a number that must not be dialled, documents that a fax cannot carry, and a cover page
// that could not be called back. How large prepared documents are is known only when they are sent.
func (c *Channel) Check(_ context.Context, p dispatch.Parcel) error {
	_, err := c.job(p)
	return err
}

// Send gives the fax to the provider. A nil error means that the provider took it, not that it arrived.
func (c *Channel) Send(
	ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	job, err := c.job(p)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	if p.Prepare {
		if err := c.prepare(ctx, &job, p.Documents); err != nil {
			return dispatch.Receipt{}, err
		}
	}
	job.Progress = progress
	receipt, err := c.provider.Submit(ctx, job.Job)
	if dispatch.CertaintyOf(err) == dispatch.Unsent {
		return receipt, err
	}
	// What may have left is known by its hashes, even when the reply is lost.
	if receipt.Provider == "" {
		receipt.Provider = c.provider.Name()
	}
	receipt.Cover, receipt.Prepared = job.cover, job.prepared
	return receipt, err
}

// Track asks the provider and judges its answer.
func (c *Channel) Track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	report, err := c.provider.Status(ctx, referenced(attempt))
	if err != nil {
		return dispatch.Status{}, err
	}
	status := report.Status()
	status.Receipt = remembering(status.Receipt, attempt)
	return status, nil
}

// Find asks the provider for the attempt's ID.
func (c *Channel) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	found, receipt, err := c.provider.Find(ctx, referenced(attempt))
	return found, remembering(receipt, attempt), err
}

// referenced hides from providers a receipt that holds only our own hashes.
func referenced(attempt dispatch.Attempt) dispatch.Attempt {
	if attempt.Receipt != nil && attempt.Receipt.Reference == "" {
		attempt.Receipt = nil
	}
	return attempt
}

// remembering keeps the hashes of what was sent, which a provider does not know.
func remembering(receipt dispatch.Receipt, attempt dispatch.Attempt) dispatch.Receipt {
	if attempt.Receipt != nil && receipt != (dispatch.Receipt{}) {
		receipt.Cover, receipt.Prepared = attempt.Receipt.Cover, attempt.Receipt.Prepared
	}
	return receipt
}

// Recall stops the fax where it is. Pages that have gone are told by Track.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	return c.provider.Cancel(ctx, referenced(attempt))
}

// Test asks whether the provider would take a fax now.
func (c *Channel) Test(ctx context.Context) error { return c.provider.Test(ctx) }
