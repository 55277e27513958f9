package hylafax

import (
	"context"
	"errors"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// withdraw takes back a job that the scheduler declined. hfaxd may have left it in the queue, suspended,
// or already ended: only when it is seen gone, or ended without a call, has nothing left.
func (p *Provider) withdraw(ctx context.Context, s *session, attempt dispatch.ID, declined error) error {
	const op = "hylafax.submit"
	if _, err := s.command(200, "JDELE"); err == nil {
		return notTaken(op, declined)
	}
	s.close()
	found, ok, err := p.lookUp(ctx, attempt)
	if err == nil && ok && found.phase() == fax.Waiting {
		if err = p.kill(ctx, found); err == nil {
			found, ok, err = p.lookUp(ctx, attempt)
		}
	}
	switch {
	case err != nil:
		return outcomeUnknown(ctx, declined)
	case !ok:
		return notTaken(op, declined)
	case found.phase() == fax.Broken && found.dials == 0 && found.sent == 0:
		return jobRefused(op, found.words)
	}
	return outcomeUnknown(ctx, declined)
}

// notTaken tells a scheduler that said no, with "scheduler NAK'd request", from one that was not there.
func notTaken(op string, declined error) error {
	if r, ok := errors.AsType[*refused](declined); ok && strings.Contains(r.reply.text, "NAK") {
		return jobRefused(op, "")
	}
	return schedulerDown(op)
}

func jobRefused(op, words string) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindRejected, Code: "fax_job_refused", Certainty: dispatch.Unsent,
		Detail: fax.CleanDetail(words),
	}
}

func schedulerDown(op string) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindUnreachable, Code: "fax_scheduler_down", Certainty: dispatch.Unsent,
		Retry: true,
	}
}
