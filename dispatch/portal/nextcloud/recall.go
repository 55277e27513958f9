package nextcloud

import (
	"context"
	"net/url"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const (
	opRecall = "portal.recall"
	opTidy   = "portal.tidy"
)

// Recall ends the access to what an attempt sent, wherever that was moved to, and removes it from where it was
// deposited, also from the account's trash bin: nextcloud_in_trash says that only this was not done. What was already
// fetched cannot be called back, and Track tells it afterwards too. Where nothing stood any more it fails with
// KindConflict and portal_not_there.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	if !attempt.ID.Valid() {
		return invalid(opRecall, "attempt", "portal_attempt_invalid")
	}
	defer c.dav.Close()
	removed, err := c.withdraw(ctx, attempt)
	if dispatch.CodeOf(err) == "nextcloud_in_trash" {
		return webdav.During(opRecall, dispatch.Maybe, err)
	}
	return portal.Recalled(opRecall, attempt, removed, err)
}

func (c *Channel) withdraw(ctx context.Context, attempt dispatch.Attempt) (removed bool, err error) {
	s, err := c.known(ctx)
	if err != nil {
		return false, err
	}
	deposit := portal.Deposited(attempt)
	if removed, err = s.unshare(ctx, attempt, deposit); err != nil {
		return removed, err
	}
	if !removed { // where somebody moved the folder for deposits, its shares went along
		if err := s.reach(ctx); err != nil {
			return false, err
		}
	}
	places := append(s.places(deposit), s.marker(deposit))
	begun, err := s.begun(ctx, deposit)
	if err != nil {
		return removed, err
	}
	if begun.Valid() {
		places = append(places, s.staging(begun))
	}
	erased, err := s.erase(ctx, places...)
	return removed || erased, err
}

// unshare ends every share of a deposit: the one that the receipt names, and those of the deposit itself.
func (s *session) unshare(ctx context.Context, attempt dispatch.Attempt, deposit dispatch.ID) (removed bool, err error) {
	shares, err := s.shares(ctx, deposit)
	if err != nil {
		return false, err
	}
	if number := shareNumber(attempt.Receipt); number != "" {
		one, err := s.standing(ctx, attempt)
		if err != nil {
			return false, err
		}
		if one.ID != "" {
			shares = append(shares, one)
		}
	}
	for _, one := range shares {
		if err := s.drop(ctx, one); err != nil {
			return removed, err
		}
		removed = true
	}
	return removed, nil
}

// begun is the dispatch that an attempt which asked for no share had begun to upload; its mark names it.
func (s *session) begun(ctx context.Context, attempt dispatch.ID) (dispatch.ID, error) {
	marked, err := s.dav.Stat(ctx, s.marker(attempt))
	if err != nil || !marked.Exists {
		return "", err
	}
	name, err := s.dav.Fetch(ctx, s.marker(attempt), int64(len(attempt)))
	return dispatch.ID(name), err
}

// Tidy removes what the attempts of a dispatch that ended had built and nobody got a share of: staging, chunks,
// marks, and deposits whose share was never made. A deposit that is shared stays.
func (c *Channel) Tidy(ctx context.Context, l dispatch.Leftover) error {
	attempts := portal.Remembered(l.Upload)
	if len(attempts) == 0 {
		return nil // another adapter's
	}
	for _, a := range l.Attempts {
		attempts = append(attempts, a.ID)
	}
	defer c.dav.Close()
	if err := c.tidy(ctx, l.Dispatch, attempts); err != nil {
		return webdav.During(opTidy, dispatch.Unsent, err)
	}
	return nil
}

func (c *Channel) tidy(ctx context.Context, d dispatch.ID, attempts []dispatch.ID) error {
	s, err := c.known(ctx)
	if err != nil {
		return err
	}
	if err := s.reach(ctx); err != nil {
		return err
	}
	for _, attempt := range attempts {
		if err := s.tidyAttempt(ctx, attempt); err != nil {
			return err
		}
	}
	if _, err := s.erase(ctx, s.staging(d)); err != nil {
		return err
	}
	return s.removeChunks(ctx, d)
}

// tidyAttempt fences the deposit of an attempt, so that a late request can share it no more, and removes it unless it
// is shared already.
func (s *session) tidyAttempt(ctx context.Context, attempt dispatch.ID) error {
	shares, err := s.fence(ctx, attempt)
	if err != nil {
		return err
	}
	left := []*url.URL{s.marker(attempt)}
	if len(shares) == 0 {
		left = append(left, s.void(attempt))
	}
	_, err = s.erase(ctx, left...)
	return err
}

// removeChunks removes the chunks of a dispatch's documents. The server throws them away by itself after a day.
func (s *session) removeChunks(ctx context.Context, d dispatch.ID) error {
	there, err := s.dav.List(ctx, s.uploads())
	if err != nil {
		return err
	}
	ours := map[string]bool{uploadName(d, portal.MessageName): true}
	for n := range portal.MaxDocuments {
		ours[uploadName(d, "document-"+strconv.Itoa(n+1))] = true
	}
	for _, folder := range there {
		if !ours[folder.Name] {
			continue
		}
		if err := s.dav.Remove(ctx, s.uploads(folder.Name)); err != nil {
			return err
		}
	}
	return nil
}
