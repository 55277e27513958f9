package proof

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint's text follows the C2SP format tlog-checkpoint: origin, size and root, then lines of our own.
const (
	timeLine   = "time "
	reasonLine = "reason "

	mostTexts = 16 // lines of a checkpoint
	mostNote  = 4 << 10
)

func broken(code string) error {
	return &dispatch.Error{Op: "proof", Kind: dispatch.KindIntegrity, Code: code}
}

// SignCheckpoint writes and signs what c says; c.Note is what comes of it, and c.At loses its fraction of a
// second. The signer's name is the log's origin.
func SignCheckpoint(c dispatch.Checkpoint, signer note.Signer) (dispatch.Checkpoint, error) {
	c.At = c.At.UTC().Truncate(time.Second)
	lines := []string{
		signer.Name(), strconv.FormatInt(c.Size, 10), base64.StdEncoding.EncodeToString(c.Root),
		timeLine + c.At.Format(time.RFC3339), reasonLine + c.Reason,
	}
	signed, err := note.Sign(&note.Note{Text: strings.Join(lines, "\n") + "\n"}, signer)
	if err != nil {
		return c, &dispatch.Error{Op: "proof", Kind: dispatch.KindInternal, Code: "checkpoint_unsigned", Err: err}
	}
	c.Note = string(signed)
	return c, nil
}

// OpenCheckpoint reads a signed checkpoint. It fails with KindIntegrity: "checkpoint_malformed",
// "checkpoint_foreign" when another key than the verifier's signed it, or "checkpoint_forged" when its
// signature does not hold.
func OpenCheckpoint(text string, key note.Verifier) (dispatch.Checkpoint, error) {
	if len(text) > mostNote {
		return dispatch.Checkpoint{}, broken("checkpoint_malformed")
	}
	opened, err := note.Open([]byte(text), note.VerifierList(key))
	switch err.(type) { //nolint:errorlint // note returns these types bare
	case nil:
	case *note.UnverifiedNoteError:
		return dispatch.Checkpoint{}, broken("checkpoint_foreign")
	case *note.InvalidSignatureError:
		return dispatch.Checkpoint{}, broken("checkpoint_forged")
	default:
		return dispatch.Checkpoint{}, broken("checkpoint_malformed")
	}
	c, ok := parseCheckpoint(opened.Text, key.Name())
	if !ok {
		return dispatch.Checkpoint{}, broken("checkpoint_malformed")
	}
	c.Note = text
	return c, nil
}

// parseCheckpoint reads a signed text; lines that a later version adds are not looked at.
func parseCheckpoint(text, origin string) (c dispatch.Checkpoint, ok bool) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || len(lines) > mostTexts || lines[0] != origin {
		return c, false
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return c, false
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, false
	}
	c.Size, c.Root = size, root
	for _, line := range lines[3:] {
		if at, found := strings.CutPrefix(line, timeLine); found {
			if c.At, err = time.Parse(time.RFC3339, at); err != nil {
				return c, false
			}
		}
		if reason, found := strings.CutPrefix(line, reasonLine); found {
			c.Reason = reason
		}
	}
	return c, true
}
