package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
)

var at = time.Date(2026, 3, 15, 9, 0, 0, 123456000, time.UTC)

// made is a log of n lines, the odd ones of one dispatch, and the proof of that dispatch.
func made(t testing.TB, n int) (proof.Proof, proof.Key) {
	t.Helper()
	return madeUnder(t, n, rand.Reader)
}

// fixed gives every process of a fuzz test the same key: what one finds must mean the same to another.
func fixed() io.Reader { return bytes.NewReader(bytes.Repeat([]byte{7}, ed25519.SeedSize)) }

func madeUnder(t testing.TB, n int, random io.Reader) (proof.Proof, proof.Key) {
	t.Helper()
	secret, public, err := note.GenerateKey(random, "souspli/test")
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	p := proof.Proof{Format: proof.Format, Dispatch: "d", Key: public}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for i := range n {
		open, err := json.Marshal(proof.Told{N: i + 1, State: dispatch.Queued, Details: map[string]string{"channel": "cloud_fax"}})
		must(t, err)
		opening := proof.Open([]byte{byte(i)}, open, []byte("closed"))
		line := proof.Line{Seq: int64(i + 1), ID: dispatch.ID("e"), Type: dispatch.EventFollowed, At: at, Opening: &opening}
		leaf := proof.Leaf{Seq: line.Seq, At: at, ID: line.ID, Type: line.Type, Dispatch: "d", Commitment: opening.Commitment()}
		hashes, err := tlog.StoredHashes(int64(i), leaf.Bytes(), reader)
		must(t, err)
		stored = append(stored, hashes...)
		if i%2 == 0 {
			p.Lines = append(p.Lines, line)
		}
	}
	root, err := tlog.TreeHash(int64(n), reader)
	must(t, err)
	signed, err := proof.SignCheckpoint(dispatch.Checkpoint{Size: int64(n), Root: root[:], At: at, Reason: "asked"}, signer)
	must(t, err)
	p.Checkpoint = signed.Note
	for i, line := range p.Lines {
		path, err := tlog.ProveRecord(int64(n), line.Seq-1, reader)
		must(t, err)
		for _, hash := range path {
			p.Lines[i].Path = append(p.Lines[i].Path, hash[:])
		}
	}
	return p, proof.Key(public)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAProofVerifies(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p, key := made(t, rapid.IntRange(1, 70).Draw(r, "lines"))
		text, err := p.Encode()
		must(t, err)
		decoded, err := proof.Decode(text)
		must(t, err)
		shown, err := decoded.Verify(key)
		if err != nil || len(shown.Lines) != len(p.Lines) || shown.State() != dispatch.Queued {
			r.Fatalf("%+v, %v", shown, err)
		}
	})
}

// The lines that a log of nine has between those shown, and before them, are missed; those after them nobody sees.
func TestLinesLeftOutAreSeen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		shown, missing int
	}{"five of nine": {5, 4}, "three of the first five": {3, 2}, "the first alone": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, key := made(t, 9)
			p.Lines = p.Lines[:test.shown]
			shown, err := p.Verify(key)
			must(t, err)
			if got := shown.Missing(); got != test.missing {
				t.Errorf("%d missing, want %d", got, test.missing)
			}
		})
	}
}

func TestNothingOfAProofMayChange(t *testing.T) {
	t.Parallel()
	other, _ := made(t, 9)
	for name, test := range map[string]struct {
		change func(p *proof.Proof)
		code   string
	}{
		"the dispatch":            {func(p *proof.Proof) { p.Dispatch = "x" }, "proof_false"},
		"a line's number":         {func(p *proof.Proof) { p.Lines[0].Seq = 2 }, "proof_false"},
		"a type":                  {func(p *proof.Proof) { p.Lines[1].Type = dispatch.EventCancelled }, "proof_false"},
		"a time":                  {func(p *proof.Proof) { p.Lines[1].At = at.Add(time.Second) }, "proof_false"},
		"what a line says":        {func(p *proof.Proof) { p.Lines[1].Opening.Open = []byte(`{"state":"delivered"}`) }, "proof_false"},
		"a salt":                  {func(p *proof.Proof) { p.Lines[1].Opening.Salt = []byte("other") }, "proof_false"},
		"a path":                  {func(p *proof.Proof) { p.Lines[1].Path[0] = make([]byte, 32) }, "proof_false"},
		"a path cut":              {func(p *proof.Proof) { p.Lines[1].Path = p.Lines[1].Path[1:] }, "proof_false"},
		"a hash of another size":  {func(p *proof.Proof) { p.Lines[1].Path[0] = make([]byte, 31) }, "proof_malformed"},
		"a line from nowhere":     {func(p *proof.Proof) { p.Lines[4].Seq = 10 }, "proof_malformed"},
		"lines exchanged":         {func(p *proof.Proof) { slices.Reverse(p.Lines) }, "proof_malformed"},
		"a line twice":            {func(p *proof.Proof) { p.Lines[1] = p.Lines[0] }, "proof_malformed"},
		"details and no details":  {func(p *proof.Proof) { p.Lines[0].Commitment = []byte("x") }, "proof_malformed"},
		"another log's signature": {func(p *proof.Proof) { p.Checkpoint = other.Checkpoint }, "checkpoint_foreign"},
		"a signed size": {func(p *proof.Proof) {
			p.Checkpoint = string(bytes.Replace([]byte(p.Checkpoint), []byte("\n9\n"), []byte("\n8\n"), 1))
		}, "checkpoint_forged"},
		"no signature": {func(p *proof.Proof) { p.Checkpoint = "souspli/test\n9\n" }, "checkpoint_malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, key := made(t, 9)
			test.change(&p)
			if _, err := p.Verify(key); dispatch.CodeOf(err) != test.code || dispatch.KindOf(err) != dispatch.KindIntegrity {
				t.Errorf("Verify = %v, want %s", err, test.code)
			}
		})
	}
}

func TestKeysAreComparedHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	text, err := note.NewEd25519VerifierKey("souspli/test", public)
	must(t, err)
	key, err := proof.ParseKey(text + "\n")
	must(t, err)
	print := key.Fingerprint()
	for _, same := range []string{text, print, print[:4] + " " + print[5:], " " + print + "\n"} {
		if !key.Is(same) {
			t.Errorf("%q is another key", same)
		}
	}
	for _, other := range []string{"", "-", print[:len(print)-1], print + "A", text[:len(text)-1]} {
		if key.Is(other) {
			t.Errorf("%q is the same key", other)
		}
	}
	if _, err := proof.ParseKey(text[:len(text)-4]); dispatch.CodeOf(err) != "key_not_read" {
		t.Errorf("a cut key: %v", err)
	}
}

// Whatever a person wrote stays closed.
func TestOnlyNamedDetailsAreOpen(t *testing.T) {
	t.Parallel()
	open, closed := proof.Split(map[string]string{
		"channel": "cloud_fax", "reason": "Rosalie Gagné", "note": "x", "purpose": "x", "route_how": "x", "patient": "x", "new": "x",
	})
	if len(open) != 1 || open["channel"] == "" || len(closed) != 6 {
		t.Errorf("open %v, closed %v", open, closed)
	}
	shown := proof.AttemptOf(dispatch.Attempt{Ended: at, Receipt: &dispatch.Receipt{Reference: "/Patients/Gagné"}})
	if shown.Reference != "" {
		t.Errorf("a path is shown: %q", shown.Reference)
	}
}

func TestFuzzingHasOneKey(t *testing.T) {
	t.Parallel()
	_, one := madeUnder(t, 1, fixed())
	if _, other := madeUnder(t, 1, fixed()); one != other {
		t.Errorf("%s, then %s", one, other)
	}
}

func FuzzDecode(f *testing.F) {
	p, key := madeUnder(f, 5, fixed())
	text, err := p.Encode()
	must(f, err)
	f.Add(text)
	f.Add([]byte(`{"format":"souspli proof 1","lines":[{}]}`))
	f.Add([]byte(`{"format":"souspli proof 1","lines":[{"seq":-1,"opening":{}}],"checkpoint":"x"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		decoded, err := proof.Decode(text)
		if err != nil {
			return
		}
		shown, err := decoded.Verify(key)
		if err != nil {
			return
		}
		for _, line := range shown.Lines { // what verifies under the key is what was signed
			if line.Type != dispatch.EventFollowed || !line.At.Equal(at) || line.Told.State != dispatch.Queued {
				t.Errorf("verified: %+v", line)
			}
		}
	})
}

func FuzzOpenCheckpoint(f *testing.F) {
	p, key := madeUnder(f, 5, fixed())
	verifier, err := note.NewVerifier(string(key))
	must(f, err)
	f.Add(p.Checkpoint)
	f.Add("souspli/test\n5\nAA==\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := proof.OpenCheckpoint(text, verifier); err == nil && c.Size != 5 {
			t.Errorf("opened: %+v", c)
		}
	})
}
