package main

import (
	"cmp"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// againFlag takes the documents and the recipient from an earlier dispatch.
type againFlag struct {
	Again string `placeholder:"ID" help:"pli_help_again"`
}

// again fills in what the flags did not say. Files and recipients beside it would be of another dispatch.
func (f againFlag) again(s *session, a *app.App, draft desk.Draft, said draftFlags) (desk.Draft, error) {
	if f.Again == "" {
		return draft, nil
	}
	if len(said.Files)+len(said.To) > 0 {
		return draft, unknownValue("again")
	}
	from, err := a.Desk.Again(s.ctx, dispatch.ID(f.Again))
	if err != nil {
		return draft, err
	}
	draft.Recipient, draft.Documents, draft.SentBefore = from.Recipient, from.Documents, from.SentBefore
	draft.Kind = cmp.Or(draft.Kind, from.Kind)
	draft.Purpose = cmp.Or(draft.Purpose, from.Purpose)
	draft.Subject, draft.Message = cmp.Or(draft.Subject, from.Subject), cmp.Or(draft.Message, from.Message)
	if !draft.SentBefore.IsZero() {
		s.note("pli_sent_before", "date", s.when(draft.SentBefore))
	}
	return draft, nil
}
