package main

import (
	"fmt"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type guideCommand struct {
	Channel string `arg:"" help:"pli_help_guide_channel"`
}

// Run tells how a person carries a document by a channel that Souspli does not send by.
func (c *guideCommand) Run(s *session) error {
	steps, avoid := s.words.Guide(dispatch.ChannelKind(c.Channel))
	if len(steps) == 0 {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "not_guided", Field: "channel"}
	}
	if s.json {
		s.printJSON(map[string][]string{"steps": steps, "avoid": avoid})
		return nil
	}
	for i, step := range steps {
		fmt.Fprintf(s.out, "%d. %s\n", i+1, step)
	}
	for _, sentence := range avoid {
		s.say("pli_guide_avoid", "sentence", sentence)
	}
	return nil
}

// doneFlags are what a person says of a dispatch that they carried themselves.
type doneFlags struct {
	DoneAt    string `placeholder:"TIME" help:"pli_help_done_at"`
	DoneBy    string `placeholder:"NAME" help:"pli_help_done_by"`
	DoneNote  string `placeholder:"TEXT" help:"pli_help_done_note"`
	DonePages int    `placeholder:"N" help:"pli_help_done_pages"`
}

// done reads the flags; a time without a zone is of this computer's.
func (f doneFlags) done() (desk.Done, error) {
	done := desk.Done{By: f.DoneBy, Note: f.DoneNote, Pages: f.DonePages}
	if f.DoneAt == "" {
		return done, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(layout, f.DoneAt, time.Local); err == nil {
			done.At = at
			return done, nil
		}
	}
	return done, unknownValue("done-at")
}

// sayPath tells the steps of the procedure, each with the rules that stand behind it.
func (s *session) sayPath(answer desk.Suggestion) {
	for i, step := range desk.Path(answer) {
		s.say("pli_path_line", "n", i+1, "title", s.words.PathTitle(step), "sentence", s.words.PathStep(step, answer.Answer))
		for _, rule := range step.Rules {
			fmt.Fprintln(s.out, "   "+s.words.Rule(rule))
		}
	}
}
