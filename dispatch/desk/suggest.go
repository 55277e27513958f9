package desk

import (
	"context"
	"image"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/policy"
	"github.com/souspli/souspli/fax/facsimile"
)

// Inspect reads a document. password opens an encrypted PDF, and is kept nowhere.
func (d *Desk) Inspect(ctx context.Context, path, password string) (inspect.Report, error) {
	return d.config.Documents.File(ctx, path, password)
}

// Preview draws a page of a document, from 1, as large as fits in width × height pixels.
func (d *Desk) Preview(ctx context.Context, r inspect.Report, page, width, height int) (image.Image, error) {
	return d.config.Documents.Preview(ctx, r, page, width, height)
}

// FaxPreview draws a page as the fax machine at the other end prints it, and says what may hurt it.
func (d *Desk) FaxPreview(ctx context.Context, r inspect.Report, page int, mode facsimile.Mode) (facsimile.Preview, error) {
	return d.config.Documents.FaxPreview(ctx, r, page, mode)
}

// Forget lets go of a document that will not be sent.
func (d *Desk) Forget(r inspect.Report) { d.config.Documents.Forget(r) }

// Legibility judges all pages of a document as a fax.
func (d *Desk) Legibility(ctx context.Context, r inspect.Report) (facsimile.Legibility, error) {
	return d.config.Documents.Legibility(ctx, r)
}

// Suggest answers a draft on what the address book says now: the channels in the order to show them, what
// each still needs, and what looks wrong. A draft without recipient or kind answers without channels, with
// those needs and the concerns that can be seen without them.
func (d *Desk) Suggest(ctx context.Context, draft Draft) (Suggestion, error) {
	draft = tidy(draft)
	s := Suggestion{Chosen: -1, Kind: kindOf(draft), Needs: missing(draft)}
	if draft.Recipient.ID != "" {
		var err error
		if draft.Recipient, err = d.config.Store.Recipient(ctx, draft.Recipient.ID); err != nil {
			return Suggestion{}, err
		}
		if draft.Recipient, err = towards(draft.Recipient, draft.Route); err != nil {
			return Suggestion{}, err
		}
	}
	if draft.Recipient.ID != "" && s.Kind != "" {
		if err := d.decide(ctx, draft, &s); err != nil {
			return Suggestion{}, err
		}
	}
	option, _ := s.Option()
	s.Concerns = scene{draft, s.Kind, documentKinds(draft), option.Channel}.concerns()
	s.Needs = append(s.Needs, toLift(s.Concerns, draft.Reason)...)
	return s, nil
}

// decide asks the rules, and what this home can send with.
func (d *Desk) decide(ctx context.Context, draft Draft, s *Suggestion) error {
	means, err := d.means(ctx, draft)
	if err != nil {
		return err
	}
	s.Case = means.caseOf(draft, s.Kind)
	if s.Answer, err = policy.Decide(s.Case); err != nil {
		return err
	}
	s.Needs = append(s.Needs, toConfirm(s.Answer)...)
	s.Options = means.options(draft, s.Kind, s.Answer)
	s.Chosen = chosen(draft, *s)
	if err := d.tellFirst(ctx, draft.Recipient, s.Options); err != nil {
		return err
	}
	if err := d.tellSecret(ctx, draft.Recipient, s.Options); err != nil {
		return err
	}
	if err := d.tellDomain(ctx, draft.Recipient, s.Options); err != nil {
		return err
	}
	return d.tellImitation(ctx, draft.Recipient, s.Options)
}

// tidy takes blanks for nothing said.
func tidy(draft Draft) Draft {
	for _, text := range []*string{&draft.Subject, &draft.Message, &draft.Reason, &draft.Purpose, &draft.Authorisation, &draft.Patient} {
		*text = strings.TrimSpace(*text)
	}
	return draft
}

func missing(draft Draft) []Need {
	var needs []Need
	if len(draft.Documents) == 0 {
		needs = append(needs, NeedDocument)
	}
	if draft.Recipient.ID == "" {
		needs = append(needs, NeedRecipient)
	}
	if kindOf(draft) == "" {
		needs = append(needs, NeedKind)
	}
	return needs
}

// What lifts a held decision, by the warning that holds it.
var confirmations = []struct {
	warning dispatch.Code
	need    Need
}{
	{"CONFIRM_AUTHORISATION", NeedAuthorisation},
	{"LOOKALIKE_DOMAIN", NeedAddressCheck},
	{"RSSS_ADDRESS_NOT_IN_DIRECTORY", NeedAddressCheck},
}

// toConfirm turns a held decision into what lifts it.
func toConfirm(answer dispatch.Answer) []Need {
	if answer.Decision != dispatch.Hold {
		return nil
	}
	var needs []Need
	for _, c := range confirmations {
		if slices.Contains(answer.Warnings, c.warning) {
			needs = append(needs, c.need)
		}
	}
	return slices.Compact(needs)
}

// chosen is the person's channel, or the rules' first.
func chosen(draft Draft, s Suggestion) int {
	channel := draft.Channel
	if channel == "" {
		channel = s.Answer.First
	}
	return slices.IndexFunc(s.Options, func(o Option) bool { return o.Channel == channel })
}
