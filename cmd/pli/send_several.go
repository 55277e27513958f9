package main

import (
	"cmp"
	"fmt"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// addressees are the recipients named, each once.
func (f *draftFlags) addressees(s *session, a *app.App) ([]desk.Addressee, error) {
	var all []desk.Addressee
	for _, who := range f.To {
		r, err := a.Desk.FindRecipient(s.ctx, who)
		if err != nil {
			return nil, err
		}
		all = append(all, desk.Addressee{Recipient: r})
	}
	return all, nil
}

// suggestAll answers for each recipient, one after the other.
func (s *session) suggestAll(a *app.App, draft desk.Draft, to []desk.Addressee) error {
	all, err := a.Desk.SuggestAll(s.ctx, draft, to)
	if err != nil {
		return err
	}
	s.tellOrganisations(all.Organisations)
	for i, answer := range all.Suggestions {
		if s.json {
			view, err := s.viewSuggestion(answer)
			if err != nil {
				return err
			}
			r := to[i].Recipient
			view["recipient"] = recipientView{ID: r.ID, Name: r.Name, Class: r.Class}
			s.printJSON(view)
			continue
		}
		fmt.Fprintln(s.out, to[i].Recipient.Name)
		if err := s.printSuggestion(answer, false); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) tellOrganisations(n int) {
	if n > 1 {
		s.note("pli_several_organisations", "n", n)
	}
}

// sendAll sends to each recipient on its own, and ends with the worst of what came of it.
func (s *session) sendAll(a *app.App, draft desk.Draft, to []desk.Addressee, wait bool) error {
	all, err := a.Desk.SuggestAll(s.ctx, draft, to)
	if err != nil {
		return err
	}
	s.tellOrganisations(all.Organisations)
	_, made, err := a.Desk.SendAll(s.ctx, draft, to)
	if err != nil {
		return err
	}
	worst := exitDone
	for _, one := range made {
		if wait && one.Err == nil && one.Dispatch.State != dispatch.ByHand {
			if d, err := a.Await(s.ctx, one.Dispatch.ID, s.progress); err == nil {
				one.Dispatch = d
			}
		}
		worst = max(worst, s.delivery(one))
	}
	return leave(worst)
}

// delivery shows what came of one recipient, and returns its exit code.
func (s *session) delivery(one desk.Delivery) int {
	r := one.Recipient
	if s.json {
		view := map[string]any{"recipient": recipientView{ID: r.ID, Name: r.Name, Class: r.Class}}
		if one.Err != nil {
			needs := needsOf(one.Err)
			view["error"] = s.errorView(one.Err, needs)
		} else {
			view["dispatch"] = viewDispatch(one.Dispatch)
		}
		s.printJSON(view)
	} else {
		line := s.words.Error(one.Err)
		if one.Err == nil {
			line = s.way(one.Dispatch) + " · " + s.state(one.Dispatch) + " · " + string(one.Dispatch.ID)
		}
		fmt.Fprintln(s.out, r.Name+" · "+line)
		s.listNeeds(needsOf(one.Err))
	}
	if one.Err != nil {
		return exitCode(one.Err)
	}
	return cmp.Or(outcomeCode(one.Dispatch), exitDone)
}
