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
// that could not be called back.
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
	job.Progress = progress
	return c.provider.Submit(ctx, job)
}

// Track asks the provider and judges its answer.
func (c *Channel) Track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	report, err := c.provider.Status(ctx, attempt)
	if err != nil {
		return dispatch.Status{}, err
	}
	return report.Status(), nil
}

// Find asks the provider for the attempt's ID.
func (c *Channel) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	return c.provider.Find(ctx, attempt)
}

// Recall stops the fax where it is. Pages that have gone are told by Track.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	return c.provider.Cancel(ctx, attempt)
}

// Test asks whether the provider would take a fax now.
func (c *Channel) Test(ctx context.Context) error { return c.provider.Test(ctx) }
