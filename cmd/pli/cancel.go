package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type outboxCancelCommand struct {
	ID string `arg:"" help:"pli_help_id"`
}

// cancelView is a dispatch that will not leave, or no further: Recalled tells that its service stopped it.
type cancelView struct {
	dispatchView
	Recalled bool `json:"recalled"`
}

// Run stops a dispatch. One that has left is stopped by the service that took it. It exits with 0 only when
// nothing more leaves.
func (c *outboxCancelCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		id := dispatch.ID(c.ID)
		err := a.Desk.Cancel(s.ctx, id)
		switch {
		case dispatch.CodeOf(err) == "too_late":
			return s.recall(a, id)
		case err != nil:
			return err
		}
		d, err := a.Desk.Show(s.ctx, id)
		if err != nil {
			return err
		}
		s.printCancelled(d, false)
		return nil
	})
}

// recall shows where the dispatch stands, whatever its service answered.
func (s *session) recall(a *app.App, id dispatch.ID) error {
	d, err := a.Desk.Recall(s.ctx, id)
	switch {
	case err == nil:
		s.printCancelled(d, d.State != dispatch.Cancelled)
		return nil
	case !d.ID.Valid():
		return err
	case s.json:
		s.printJSON(map[string]any{"error": s.errorView(err, nil), "dispatch": viewDispatch(d)})
	default:
		s.printDispatch(d)
		s.complain(err)
	}
	return leave(exitCode(err))
}

func (s *session) printCancelled(d dispatch.Dispatch, recalled bool) {
	if s.json {
		s.printJSON(cancelView{viewDispatch(d), recalled})
		return
	}
	s.printDispatch(d)
	if recalled {
		s.note(stoppedKey(d))
	}
}

// stoppedKey is the key of the sentence that tells what stopping came to: a portal ends the access.
func stoppedKey(d dispatch.Dispatch) string {
	if d.Channel == dispatch.Portal {
		return "pli_portal_revoked"
	}
	return "pli_recall_stopped"
}
