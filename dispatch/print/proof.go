package print

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
	"github.com/souspli/souspli/dispatch/wording"
)

// How many lines of the log, documents and tries fit on the page together; of more, the first and the last are shown,
// and the proof inside the page holds all.
const (
	mostProofLines     = 6
	mostProofDocuments = 3
	mostProofTries     = 2
)

// shorten leaves the middle out of what is more than most, and puts in its place what tells how many they are.
func shorten[T any](all []T, most int, left func(n int) T) []T {
	if len(all) <= most {
		return all
	}
	return slices.Concat(all[:most/2], []T{left(len(all) - most)}, all[len(all)-most/2:])
}

// Measures of the page of a proof, which must not become two.
const (
	noteSize    = 7.2
	noteHeight  = 3.2
	smallSize   = 8.6
	smallHeight = 4.2
)

// WriteProof writes the one page that proves a dispatch, and puts the proof itself into it. Everything that
// it says of the dispatch is what the proof shows; it fails as Proof.Verify does when that is not so.
func WriteProof(w io.Writer, words *wording.Catalogue, clinic string, made proof.Proof, printed time.Time) error {
	shown, err := made.Verify(proof.Key(made.Key))
	if err != nil {
		return err
	}
	content, err := made.Encode()
	if err != nil {
		return err
	}
	p := newPage(words.Text("print_proof_title"), printed)
	p.small(words.Text("print_proof_lead", "clinic", clinic))
	p.facts(proofFacts(words, shown, printed.Location()))
	p.heading(words.Text("print_proof_lines_title"))
	p.table([]float64{1.5, 4, 9}, proofRows(words, shown, printed.Location()))
	p.signed(words, shown.Checkpoint, shown.Key)
	p.heading(words.Text("print_proof_check_title"))
	p.small(words.Text("print_proof_check"))
	p.small(words.Text("print_proof_only"))
	digest := sha256.Sum256(content)
	p.small(words.Text("print_proof_inside", "file", proof.FileName, "sum", hex.EncodeToString(digest[:])))
	p.pdf.SetAttachments([]fpdf.Attachment{{Content: content, Filename: proof.FileName, Description: words.Text("print_proof_title")}})
	return p.finish(w)
}

// WriteCheckpoint writes a checkpoint as a page for somebody who keeps it for the clinic.
func WriteCheckpoint(w io.Writer, words *wording.Catalogue, clinic string, c dispatch.Checkpoint, key proof.Key, printed time.Time) error {
	p := newPage(words.Text("print_checkpoint_title"), printed)
	at := words.DateTime(c.At, printed.Location())
	p.paragraph(words.Text("print_checkpoint_what", "clinic", clinic, "n", words.Number(c.Size), "when", at))
	p.heading(words.Text("print_checkpoint_keep_title"))
	p.paragraph(words.Text("print_checkpoint_keep"))
	p.heading(words.Text("print_checkpoint_text_title"))
	p.exact(strings.TrimSpace(c.Note))
	p.heading(words.Text("print_proof_key_title"))
	p.exact(key.Fingerprint())
	p.paragraph(words.Text("print_checkpoint_use"))
	p.pdf.SetAttachments([]fpdf.Attachment{{Content: []byte(c.Note), Filename: proof.CheckpointName}})
	return p.finish(w)
}

func (p page) small(text string) {
	p.write("text", "", smallSize, smallHeight, text)
	p.pdf.Ln(smallHeight / 3)
}

// facts are names with what they stand for, one below the other.
func (p page) facts(rows [][2]string) {
	const name = 42.0
	for _, row := range rows {
		x, y := p.pdf.GetXY()
		p.pdf.SetFont("text", "B", smallSize)
		p.pdf.MultiCell(name, smallHeight, row[0], "", "L", false)
		p.pdf.SetXY(x+name, y)
		p.write("text", "", smallSize, smallHeight, row[1])
		p.pdf.SetX(x)
	}
}

// signed is the checkpoint's text as it was signed, and whose key it takes to verify it.
func (p page) signed(words *wording.Catalogue, c dispatch.Checkpoint, key proof.Key) {
	p.heading(words.Text("print_proof_signed_title"))
	p.write("mono", "", noteSize, noteHeight, strings.TrimSpace(c.Note))
	p.pdf.Ln(smallHeight / 2)
	p.facts([][2]string{{words.Text("print_proof_key_title"), key.Fingerprint()}})
}

// proofFacts are those that the line of creation tells, and where the dispatch stood in the end.
func proofFacts(words *wording.Catalogue, shown proof.Shown, loc *time.Location) [][2]string {
	begun, _ := shown.First(dispatch.EventCreated, dispatch.EventByHand)
	told := begun.Told.Details
	facts := [][2]string{{words.Text("print_proof_reference"), string(shown.Dispatch)}}
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, [2]string{words.Text("print_proof_" + key), text})
		}
	}
	add("recipient", proofRecipient(words, told))
	if channel := told["channel"]; channel != "" {
		add("channel", proofChannel(words, told))
	}
	if state := shown.State(); state != "" {
		add("state", words.State(state))
	}
	add("documents", proofDocuments(words, told))
	for _, text := range proofAttempts(words, shown.Attempts(), loc) {
		add("attempt", text)
	}
	add("rules", strings.TrimSpace(told["rules"]+" ("+told["policy"]+")"))
	return facts
}

func proofRecipient(words *wording.Catalogue, told map[string]string) string {
	if organisation := told["organisation"]; organisation != "" {
		return organisation
	}
	if class := told["recipient_class"]; class != "" {
		return words.Text("class_" + class)
	}
	return ""
}

func proofChannel(words *wording.Catalogue, told map[string]string) string {
	if dispatch.Form(told["form"]) == dispatch.Gateway {
		return words.Text("way_gateway")
	}
	return words.Channel(dispatch.ChannelKind(told["channel"]))
}

// proofDocuments names documents by their check values; their titles may name a patient.
func proofDocuments(words *wording.Catalogue, told map[string]string) string {
	pages := strings.Fields(told["pages"])
	var lines []string
	for i, sum := range strings.Fields(told["sha256"]) {
		line := "SHA-256 " + sum
		if i < len(pages) {
			if n, err := strconv.Atoi(pages[i]); err == nil && n > 0 {
				line = words.Plural("print_proof_pages", n) + ", " + line
			}
		}
		lines = append(lines, line)
	}
	lines = shorten(lines, mostProofDocuments, func(n int) string { return words.Plural("print_proof_more_documents", n) })
	return strings.Join(lines, "\n")
}

func proofAttempts(words *wording.Catalogue, all []proof.Attempt, loc *time.Location) []string {
	texts := make([]string, len(all))
	for i, a := range all {
		texts[i] = proofAttempt(words, a, loc)
	}
	return shorten(texts, mostProofTries, func(n int) string { return words.Plural("print_proof_more_tries", n) })
}

func proofAttempt(words *wording.Catalogue, a proof.Attempt, loc *time.Location) string {
	if a.Ended.IsZero() {
		return words.Text("print_proof_attempt_open", "n", a.N, "when", words.DateTime(a.Started, loc))
	}
	key := "print_proof_attempt_" + a.Certainty
	if !words.Has(key) {
		key = "print_proof_attempt_maybe"
	}
	parts := []string{words.Text(key, "n", a.N, "when", words.DateTime(a.Ended, loc))}
	if a.Provider != "" {
		parts = append(parts, words.Text("print_proof_service", "provider", a.Provider))
	}
	if a.Reference != "" {
		parts = append(parts, words.Text("print_proof_job", "reference", a.Reference))
	}
	if a.Pages > 0 {
		parts = append(parts, words.Plural("print_proof_confirmed", a.Pages))
	}
	return strings.Join(parts, " ")
}

// proofRows are the lines of the log; of many, the middle is left to the proof itself.
func proofRows(words *wording.Catalogue, shown proof.Shown, loc *time.Location) [][]string {
	rows := make([][]string, len(shown.Lines))
	for i, line := range shown.Lines {
		rows[i] = []string{words.Number(line.Seq), words.DateTime(line.At, loc), words.Event(line.Type)}
	}
	head := []string{words.Text("print_proof_line"), words.Text("print_proof_when"), words.Text("print_proof_what")}
	return slices.Concat([][]string{head}, shorten(rows, mostProofLines, func(n int) []string {
		return []string{"…", "", words.Plural("print_proof_more", n)}
	}))
}
