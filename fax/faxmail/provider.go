package faxmail

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

const (
	providerName = "faxmail"

	// What most mail services take is 25 MB on the way, a third more than the documents.
	mostPages = 200
	mostBytes = 17 << 20

	// handedOver is what a receipt says of a fax whose end a program cannot learn.
	handedOver = "handed over; the confirmation is read by a person"
)

// Name is faxmail.
func (p *Provider) Name() string { return providerName }

// Limits are those of mail services in general; the server's own is asked before a message begins.
func (p *Provider) Limits() fax.Limits { return fax.Limits{Pages: mostPages, Bytes: mostBytes} }

// Test connects, secures and logs in as a sending would, and sends nothing.
func (p *Provider) Test(ctx context.Context) error {
	s, err := p.open(ctx)
	if err != nil {
		return named("faxmail.test", err)
	}
	s.quit()
	return nil
}

// Submit hands one message over.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "faxmail.submit"
	s, err := p.open(ctx)
	if err != nil {
		return dispatch.Receipt{}, named(op, err)
	}
	defer s.close()
	m := message{from: p.sender, to: p.addresses.address(job.Number), at: p.now(), job: job}
	if err := s.envelope(m); err != nil {
		return dispatch.Receipt{}, named(op, err)
	}
	words, err := s.data(func(w io.Writer) error { return m.write(ctx, w) })
	if err != nil {
		return dispatch.Receipt{}, named(op, err)
	}
	s.quit()
	return dispatch.Receipt{
		Provider: providerName, Reference: reference(words, job.Attempt), At: p.now(),
		Bytes: job.Bytes(), Detail: handedOver,
	}, nil
}

// Status is what it was when the message was taken: nothing more can be learned.
func (p *Provider) Status(_ context.Context, attempt dispatch.Attempt) (fax.Report, error) {
	report := fax.Report{
		Phase:   fax.HandedOver,
		Receipt: dispatch.Receipt{Provider: providerName, Reference: string(attempt.ID), At: p.now()},
	}
	if attempt.Receipt != nil {
		report.Receipt = *attempt.Receipt
	}
	report.Receipt.Detail = handedOver
	return report, nil
}

// Find knows nothing: a mail server is not asked about messages.
func (p *Provider) Find(context.Context, dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	return dispatch.Unknown, dispatch.Receipt{}, nil
}

// Cancel refuses: a message that was handed over can't be called back.
func (p *Provider) Cancel(context.Context, dispatch.Attempt) error {
	return &dispatch.Error{
		Op: "faxmail.cancel", Kind: dispatch.KindRejected, Code: "fax_mail_no_recall", Certainty: dispatch.Maybe,
	}
}
