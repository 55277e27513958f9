package print_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/proof"
	"github.com/souspli/souspli/dispatch/wording"
)

// proven is the proof of a dispatch of so many documents, of which the log has so many lines and tells so many tries.
func proven(t *testing.T, documents, lines, tries int) proof.Proof {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "souspli/test")
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	p := proof.Proof{Format: proof.Format, Dispatch: "k2axyh3nwapi6fvp3bzdnblwyi", Key: public}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for i := range lines {
		told := proof.Told{State: dispatch.Accepted}
		kind := dispatch.EventFollowed
		if i == 0 {
			kind = dispatch.EventCreated
			told.Details = map[string]string{
				"channel": "cloud_fax", "recipient_class": "external_partner", "organisation": strings.Repeat("Clinique Beauséjour ", 6),
				"sha256": strings.Repeat(strings.Repeat("a", 64)+" ", documents), "pages": strings.Repeat("12 ", documents),
				"rules": strings.Repeat("R19b ", 24), "policy": "2026.1",
			}
		} else if i <= tries {
			told.Attempt = &proof.Attempt{
				ID: dispatch.ID(fmt.Sprint(i)), N: i, Started: printed, Ended: printed, Certainty: "sent", Provider: "hylafax",
				Reference: strings.Repeat("7", 64), Pages: 12,
			}
		}
		open, err := json.Marshal(told)
		must(t, err)
		opening := proof.Open([]byte{1}, open, nil)
		line := proof.Line{Seq: int64(i + 1), ID: "e", Type: kind, At: printed, Opening: &opening}
		hashes, err := tlog.StoredHashes(int64(i), proof.Leaf{
			Seq: line.Seq, At: printed, ID: "e", Type: kind, Dispatch: p.Dispatch, Commitment: opening.Commitment(),
		}.Bytes(), reader)
		must(t, err)
		stored, p.Lines = append(stored, hashes...), append(p.Lines, line)
	}
	root, err := tlog.TreeHash(int64(lines), reader)
	must(t, err)
	signed, err := proof.SignCheckpoint(dispatch.Checkpoint{Size: int64(lines), Root: root[:], At: printed, Reason: "proof"}, signer)
	must(t, err)
	p.Checkpoint = signed.Note
	for i := range p.Lines {
		path, err := tlog.ProveRecord(int64(lines), int64(i), reader)
		must(t, err)
		for _, hash := range path {
			p.Lines[i].Path = append(p.Lines[i].Path, hash[:])
		}
	}
	return p
}

// A proof is one page, however much there is to tell, and says what it leaves to the proof inside it.
func TestAProofIsOnePage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ documents, lines, tries int }{
		"one document":                    {1, 4, 1},
		"forty documents":                 {40, 4, 1},
		"five hundred lines":              {1, 500, 1},
		"thirty tries":                    {1, 60, 30},
		"much of everything":              {200, 500, 100},
		"lines that say nothing any more": {0, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := proven(t, c.documents, c.lines, c.tries)
			for _, words := range []*wording.Catalogue{wording.For(wording.French), wording.For(wording.English)} {
				var page bytes.Buffer
				must(t, print.WriteProof(&page, words, "Clinique de l’Île-aux-Érables", p, printed))
				text := pageText(t, page.Bytes())
				if n := strings.Count(text, "\f"); n != 1 {
					t.Errorf("%s: %d pages", words.Language(), n)
				}
				if !strings.Contains(text, proof.Key(p.Key).Fingerprint()) || !strings.Contains(text, string(p.Dispatch)) {
					t.Errorf("%s: without key or reference:\n%s", words.Language(), text)
				}
			}
		})
	}
}

// A page of something else than what was proven is not written.
func TestAFalseProofIsNotPrinted(t *testing.T) {
	t.Parallel()
	p := proven(t, 1, 4, 1)
	p.Lines[1].Type = dispatch.EventResolved
	var page bytes.Buffer
	if err := print.WriteProof(&page, wording.For(wording.French), "Clinique", p, printed); dispatch.CodeOf(err) != "proof_false" || page.Len() > 0 {
		t.Errorf("%v, and %d bytes", err, page.Len())
	}
}

func TestACheckpointIsOnePage(t *testing.T) {
	t.Parallel()
	p := proven(t, 1, 4, 1)
	for _, words := range []*wording.Catalogue{wording.For(wording.French), wording.For(wording.English)} {
		var page bytes.Buffer
		c := dispatch.Checkpoint{Size: 1_000_000, At: printed, Note: p.Checkpoint}
		must(t, print.WriteCheckpoint(&page, words, strings.Repeat("Clinique ", 12), c, proof.Key(p.Key), printed))
		text := pageText(t, page.Bytes())
		if strings.Count(text, "\f") != 1 || !strings.Contains(text, strings.SplitN(p.Checkpoint, "\n", 4)[2]) {
			t.Errorf("%s:\n%s", words.Language(), text)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
