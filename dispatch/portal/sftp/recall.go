package sftp

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const (
	opRecall = "portal.recall"
	opTidy   = "portal.tidy"
)

var _ dispatch.Tidier = (*Channel)(nil)

// Recall takes the deposit of an attempt away, finished or not, and makes sure that it is gone. What was
// already fetched cannot be called back: where nothing stands any more, whoever took it has it, which is
// KindConflict and portal_not_there.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	if !attempt.ID.Valid() {
		return portal.Invalid(opRecall, "attempt", "portal_attempt_invalid")
	}
	s, err := c.connect(ctx)
	removed := false
	if err == nil {
		defer s.close()
		removed, err = s.withdraw(ctx, c.place, portal.Deposited(attempt))
	}
	return portal.Recalled(opRecall, attempt, removed, err)
}

// withdraw fences staging, renames the deposit away in one step, and removes both. It reports whether anything stood.
func (s *session) withdraw(ctx context.Context, at place, attempt dispatch.ID) (removed bool, err error) {
	if err := s.reach(ctx, at.folder); err != nil {
		return false, err
	}
	unfinished, err := s.removeStaging(ctx, at, attempt)
	if err != nil {
		return false, err
	}
	there, err := s.stands(ctx, at.final(attempt))
	if err != nil || !there {
		return unfinished, err
	}
	if err := s.give(at.final(attempt), at.void(attempt)); err != nil {
		return false, s.failed(ctx, "sftp.rename", err)
	}
	if err := s.remove(ctx, at.void(attempt)); err != nil {
		return false, err
	}
	return true, s.vacant(ctx, at.final(attempt))
}

// removeStaging takes away what an attempt built, so that no rename can bring it back, and reports whether it stood.
func (s *session) removeStaging(ctx context.Context, at place, attempt dispatch.ID) (removed bool, err error) {
	fenced, err := s.fence(ctx, at, attempt)
	if err != nil || !fenced {
		return false, err
	}
	return true, s.remove(ctx, at.void(attempt))
}

// Tidy removes what the attempts of a dispatch that ended had built and never finished. Deposits stay.
func (c *Channel) Tidy(ctx context.Context, l dispatch.Leftover) error {
	if err := c.tidy(ctx, portal.Remembered(l.Upload)...); err != nil {
		return portal.During(opTidy, dispatch.Unsent, err)
	}
	return nil
}

// tidy removes staging on a connection of its own: the one before may be gone.
func (c *Channel) tidy(ctx context.Context, attempts ...dispatch.ID) error {
	if len(attempts) == 0 {
		return nil
	}
	s, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.reach(ctx, c.place.folder); err != nil {
		return err
	}
	for _, attempt := range attempts {
		if _, err := s.removeStaging(ctx, c.place, attempt); err != nil {
			return err
		}
	}
	return nil
}
