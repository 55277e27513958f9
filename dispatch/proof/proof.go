package proof

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Format names the encoding of a proof of dispatch.
const Format = "souspli proof 1"

// FileName is that of a proof inside the PDF that shows it.
const FileName = "souspli-proof.json"

// CheckpointName is that of a checkpoint inside the PDF that shows it.
const CheckpointName = "souspli-checkpoint.txt"

// Bounds of a proof.
const (
	MostBytes = 1 << 20
	mostLines = 1000
	mostPath  = 64 // hashes: more than any tree has levels
)

// Proof shows that lines of a log stand in the tree that a checkpoint signed, and what their open parts
// say. Lines left out before the last one shown are seen by the numbers of the others; nothing shows that the dispatch
// has no later ones.
type Proof struct {
	Format     string      `json:"format"`
	Dispatch   dispatch.ID `json:"dispatch"`
	Key        string      `json:"key"` // public, as the clinic gives it: to compare, not to trust
	Checkpoint string      `json:"checkpoint"`
	Lines      []Line      `json:"lines"`
}

// Line is one line of the log. One whose details were destroyed has a commitment in place of an opening.
type Line struct {
	Seq        int64              `json:"seq"`
	ID         dispatch.ID        `json:"id"`
	Type       dispatch.EventType `json:"type"`
	At         time.Time          `json:"at"`
	Opening    *Opening           `json:"opening,omitempty"`
	Commitment []byte             `json:"commitment,omitempty"`
	Path       [][]byte           `json:"path"` // RFC 6962 audit path, the lowest first
}

// Shown is what a proof shows once it is verified.
type Shown struct {
	Dispatch   dispatch.ID
	Checkpoint dispatch.Checkpoint
	Key        Key
	Lines      []ShownLine
}

// ShownLine is a verified line; Told is empty when its details were destroyed.
type ShownLine struct {
	Seq  int64
	Type dispatch.EventType
	At   time.Time
	Told Told
}

// Encode writes a proof as its file holds it.
func (p Proof) Encode() ([]byte, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, &dispatch.Error{Op: "proof", Kind: dispatch.KindInternal, Code: "proof_unwritten"}
	}
	return append(text, '\n'), nil
}

// Decode reads a proof from anywhere. It verifies nothing; it fails with KindIntegrity and "proof_malformed".
func Decode(text []byte) (p Proof, err error) {
	if len(text) > MostBytes {
		return p, broken("proof_malformed")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&p) != nil || decoder.More() || p.Format != Format || len(p.Lines) == 0 || len(p.Lines) > mostLines {
		return Proof{}, broken("proof_malformed")
	}
	return p, nil
}

// Verify proves everything that p shows against the public key. It fails with KindIntegrity and a code of
// OpenCheckpoint, "proof_malformed", or "proof_false" when a line does not stand in the signed tree.
func (p Proof) Verify(key Key) (Shown, error) {
	verifier, err := note.NewVerifier(string(key))
	if err != nil {
		return Shown{}, broken("key_not_read")
	}
	signed, err := OpenCheckpoint(p.Checkpoint, verifier)
	if err != nil {
		return Shown{}, err
	}
	shown := Shown{Dispatch: p.Dispatch, Checkpoint: signed, Key: key}
	for _, line := range p.Lines {
		one, err := p.verifyLine(line, signed)
		if err != nil {
			return Shown{}, err
		}
		if n := len(shown.Lines); n > 0 && shown.Lines[n-1].Seq >= one.Seq {
			return Shown{}, broken("proof_malformed")
		}
		shown.Lines = append(shown.Lines, one)
	}
	return shown, nil
}

func (p Proof) verifyLine(line Line, signed dispatch.Checkpoint) (ShownLine, error) {
	shown := ShownLine{Seq: line.Seq, Type: line.Type, At: line.At.UTC()}
	commitment := line.Commitment
	if line.Opening != nil {
		if len(commitment) > 0 || json.Unmarshal(line.Opening.Open, &shown.Told) != nil {
			return shown, broken("proof_malformed")
		}
		commitment = line.Opening.Commitment()
	}
	path, ok := hashes(line.Path)
	if !ok || line.Seq < 1 || line.Seq > signed.Size {
		return shown, broken("proof_malformed")
	}
	leaf := Leaf{
		Seq: line.Seq, At: line.At, ID: line.ID, Type: line.Type, Dispatch: p.Dispatch, Commitment: commitment,
	}
	err := tlog.CheckRecord(path, signed.Size, tlog.Hash(signed.Root), line.Seq-1, tlog.RecordHash(leaf.Bytes()))
	if err != nil {
		return shown, broken("proof_false")
	}
	return shown, nil
}

func hashes(path [][]byte) (tlog.RecordProof, bool) {
	if len(path) > mostPath {
		return nil, false
	}
	all := make(tlog.RecordProof, len(path))
	for i, hash := range path {
		if len(hash) != tlog.HashSize {
			return nil, false
		}
		all[i] = tlog.Hash(hash)
	}
	return all, true
}

// First is the first line of the types given.
func (s Shown) First(types ...dispatch.EventType) (ShownLine, bool) {
	for _, line := range s.Lines {
		for _, t := range types {
			if line.Type == t {
				return line, true
			}
		}
	}
	return ShownLine{}, false
}

// Attempts are the tries that the lines show, as the last of them told each.
func (s Shown) Attempts() []Attempt {
	var all []Attempt
	at := map[dispatch.ID]int{}
	for _, line := range s.Lines {
		told := line.Told.Attempt
		if told == nil {
			continue
		}
		if i, ok := at[told.ID]; ok {
			all[i] = *told
			continue
		}
		at[told.ID] = len(all)
		all = append(all, *told)
	}
	return all
}

// Missing counts the lines of the dispatch that the log has before the last one shown, and that are not shown. Of what
// came after that, a proof tells nothing.
func (s Shown) Missing() int {
	for i, line := range slices.Backward(s.Lines) {
		if line.Told.N > 0 {
			return max(0, line.Told.N-(i+1))
		}
	}
	return 0
}

// State is where the dispatch stood at the last line; empty when no line tells it.
func (s Shown) State() dispatch.State {
	for i := len(s.Lines) - 1; i >= 0; i-- {
		if state := s.Lines[i].Told.State; state != "" {
			return state
		}
	}
	return ""
}
