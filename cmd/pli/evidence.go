package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
)

type logCheckpointCommand struct {
	To     string `placeholder:"WHO" xor:"to" help:"pli_help_log_checkpoint_to"`
	Wait   bool   `help:"pli_help_wait"`
	Output string `short:"o" xor:"to" placeholder:"FILE|FILE.pdf" help:"pli_help_log_checkpoint_output"`
}

// Run signs the log as it stands, and writes what was signed for a witness to keep, or sends it to one.
func (c *logCheckpointCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if c.To != "" {
			return c.send(s, a)
		}
		made, err := a.Desk.Checkpoint(s.ctx, dispatch.CheckpointAsked)
		if err != nil {
			return err
		}
		if c.Output != "" {
			err := writePrivate(c.Output, func() (string, error) { return c.text(s, a, made) })
			if err != nil {
				return err
			}
		}
		switch {
		case s.json:
			s.printJSON(made)
		case c.Output == "":
			_, err = io.WriteString(s.out, made.Note)
		default:
			s.say("pli_checkpoint_written", "n", s.words.Number(made.Size))
		}
		return err
	})
}

func (c *logCheckpointCommand) text(s *session, a *app.App, made dispatch.Checkpoint) (string, error) {
	if !isPDF(c.Output) {
		return made.Note, nil
	}
	var page bytes.Buffer
	err := a.Desk.PrintCheckpoint(s.ctx, &page, made, string(s.words.Language()))
	return page.String(), err
}

func isPDF(path string) bool { return strings.EqualFold(filepath.Ext(path), ".pdf") }

type logProofCommand struct {
	ID     string `arg:"" help:"pli_help_id"`
	Output string `short:"o" required:"" placeholder:"FILE.pdf|FILE.json" help:"pli_help_log_proof_output"`
}

// Run makes a proof of dispatch: a page with the proof inside it, or the proof alone, by the file's name.
func (c *logProofCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := writePrivate(c.Output, func() (string, error) { return c.text(s, a) }); err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{"dispatch": c.ID, "key": a.Desk.LogKey(), "fingerprint": a.Desk.Fingerprint()})
			return nil
		}
		s.say("pli_proof_written", "fingerprint", a.Desk.Fingerprint())
		return nil
	})
}

func (c *logProofCommand) text(s *session, a *app.App) (string, error) {
	if isPDF(c.Output) {
		var page bytes.Buffer
		err := a.Desk.PrintProof(s.ctx, &page, dispatch.ID(c.ID), string(s.words.Language()))
		return page.String(), err
	}
	made, err := a.Desk.Prove(s.ctx, dispatch.ID(c.ID))
	if err != nil {
		return "", err
	}
	return asText(made.Encode())
}

type logKeyCommand struct{}

// Run shows the public key of the log and its fingerprint.
func (c *logKeyCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if s.json {
			s.printJSON(map[string]any{"key": a.Desk.LogKey(), "fingerprint": a.Desk.Fingerprint()})
			return nil
		}
		s.table([][]string{
			{s.words.Text("pli_log_key"), string(a.Desk.LogKey())},
			{s.words.Text("pli_log_fingerprint"), a.Desk.Fingerprint()},
		})
		return nil
	})
}

type logVerifyCommand struct {
	File       string   `arg:"" optional:"" help:"pli_help_log_verify_file"`
	Key        string   `placeholder:"KEY|FILE" help:"pli_help_log_verify_key"`
	Checkpoint []string `placeholder:"FILE" help:"pli_help_log_verify_checkpoint"`
}

// Run proves the whole log, or one proof of dispatch without any home.
func (c *logVerifyCommand) Run(s *session) error {
	if c.File == "" {
		return s.withHome(func(a *app.App) error { return c.log(s, a) })
	}
	evidence, err := app.ReadEvidence(c.File)
	if err != nil {
		return err
	}
	if evidence.Proof == nil { // a checkpoint proves something only beside its log
		c.Checkpoint = append(c.Checkpoint, c.File)
		return s.withHome(func(a *app.App) error { return c.log(s, a) })
	}
	return c.proof(s, *evidence.Proof)
}

func (c *logVerifyCommand) log(s *session, a *app.App) error {
	var witnesses []string
	for _, path := range c.Checkpoint {
		evidence, err := app.ReadEvidence(path)
		if err != nil {
			return err
		}
		if evidence.Proof != nil {
			evidence.Checkpoint = evidence.Proof.Checkpoint
		}
		witnesses = append(witnesses, evidence.Checkpoint)
	}
	proven, err := a.Desk.Verify(s.ctx, witnesses, s.verifying())
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]any{"events": proven.Events, "checkpoints": proven.Checkpoints, "verified": true})
		return nil
	}
	s.say("pli_log_verified", "n", s.words.Number(proven.Events))
	s.say("pli_log_agreed", "n", s.words.Number(int64(proven.Checkpoints)))
	return nil
}

// toldEvery is how many lines are proven between two words about it.
const toldEvery = 50_000

// verifying tells how far the verification is: on stderr, and only to a person who waits.
func (s *session) verifying() func(done, total int64) {
	var told int64
	return func(done, total int64) {
		if !s.json && done/toldEvery > told/toldEvery {
			s.note("pli_log_verifying", "done", s.words.Number(done), "total", s.words.Number(total))
		}
		told = done
	}
}

func (c *logVerifyCommand) proof(s *session, p proof.Proof) error {
	key, err := proof.ParseKey(p.Key)
	if err != nil {
		return err
	}
	if c.Key != "" {
		given := c.Key
		if content, err := os.ReadFile(c.Key); err == nil {
			given = string(content)
		}
		if !key.Is(given) {
			return &dispatch.Error{Op: "pli", Kind: dispatch.KindIntegrity, Code: "key_other"}
		}
	}
	shown, err := p.Verify(key)
	if err != nil {
		return err
	}
	s.printProven(shown, c.Key != "")
	return nil
}

// printProven tells what a proof shows. Without a key to compare, it is for the person to compare it.
func (s *session) printProven(shown proof.Shown, compared bool) {
	begun, _ := shown.First(dispatch.EventCreated, dispatch.EventByHand)
	if s.json {
		s.printJSON(map[string]any{
			"verified": true, "key_compared": compared, "fingerprint": shown.Key.Fingerprint(), "dispatch": shown.Dispatch,
			"state": shown.State(), "lines": len(shown.Lines), "missing": shown.Missing(), "signed": shown.Checkpoint.At, "created": begun.At,
			"details": begun.Told.Details, "attempts": shown.Attempts(),
		})
		return
	}
	s.say("pli_proof_holds", "id", string(shown.Dispatch), "n", len(shown.Lines), "when", s.when(shown.Checkpoint.At))
	rows := [][]string{}
	for _, line := range shown.Lines {
		rows = append(rows, []string{s.words.Number(line.Seq), s.when(line.At), s.words.Event(line.Type)})
	}
	s.table(rows)
	s.say("pli_proof_only")
	if n := shown.Missing(); n > 0 {
		fmt.Fprintln(s.err, s.words.Plural("pli_proof_missing", n))
	}
	if !compared {
		s.note("pli_proof_compare", "fingerprint", shown.Key.Fingerprint())
	}
}
