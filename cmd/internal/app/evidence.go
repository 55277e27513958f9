package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/proof"
	"github.com/souspli/souspli/dispatch/wording"
)

// origin is the log's name in checkpoints and proofs: it tells homes apart, and nothing of who they are.
func (h homeDescription) origin() string { return "souspli/" + string(h.ID) }

func catalogue(language string) *wording.Catalogue {
	parsed, ok := wording.ParseLanguage(language)
	if !ok {
		parsed = wording.French
	}
	return wording.For(parsed)
}

func (c Config) printProof(w io.Writer, clinic string, p proof.Proof, language string) error {
	return print.WriteProof(w, catalogue(language), clinic, p, c.Now())
}

func (c Config) printCheckpoint(key string) func(io.Writer, string, dispatch.Checkpoint, string) error {
	return func(w io.Writer, clinic string, made dispatch.Checkpoint, language string) error {
		return print.WriteCheckpoint(w, catalogue(language), clinic, made, proof.Key(key), c.Now())
	}
}

// signLog signs the log at the start of a run when that is due, and then once a day. A log that cannot be
// signed is told to the program's log, and its verification tells people why.
func (a *App) signLog(ctx context.Context) {
	reason := dispatch.CheckpointAtStart
	for {
		wait, err := a.Desk.CheckpointWhenDue(ctx, reason)
		if err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, "the log was not signed", "code", dispatch.CodeOf(err))
		}
		reason = dispatch.CheckpointDaily
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Evidence is what a file that somebody was given holds: a proof of dispatch, or a checkpoint.
type Evidence struct {
	Proof      *proof.Proof
	Checkpoint string // the signed note
}

// ReadEvidence reads a proof or a checkpoint from a file: as it is, or inside the PDF that shows it. It
// verifies nothing. It fails with KindInvalid and "evidence_unreadable", or KindIntegrity and "evidence_none".
func ReadEvidence(path string) (Evidence, error) {
	content, err := readEvidence(path)
	if err != nil {
		return Evidence{}, &dispatch.Error{
			Op: "evidence", Kind: dispatch.KindInvalid, Code: "evidence_unreadable", Err: withoutPath(err),
		}
	}
	if !bytes.HasPrefix(content, []byte("%PDF-")) {
		return evidenceOf(content)
	}
	files, err := crypto.PDFAttachments(bytes.NewReader(content), proof.MostBytes)
	if err != nil {
		return Evidence{}, explain(err)
	}
	for _, inside := range files {
		if found, err := evidenceOf(inside); err == nil {
			return found, nil
		}
	}
	return Evidence{}, noEvidence()
}

func noEvidence() error {
	return &dispatch.Error{Op: "evidence", Kind: dispatch.KindIntegrity, Code: "evidence_none"}
}

// mostEvidence bounds a file that is read, in bytes.
const mostEvidence = 8 << 20

func readEvidence(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, mostEvidence))
}

func evidenceOf(content []byte) (Evidence, error) {
	switch text := strings.TrimSpace(string(content)); {
	case strings.HasPrefix(text, "{"):
		p, err := proof.Decode(content)
		return Evidence{Proof: &p}, err
	case strings.HasPrefix(text, "souspli/"):
		return Evidence{Checkpoint: strings.ReplaceAll(string(content), "\r\n", "\n")}, nil
	default:
		return Evidence{}, noEvidence()
	}
}
