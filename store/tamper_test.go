package store_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
	"github.com/souspli/souspli/store"
)

// destroyDetails destroys what the lines of a dispatch say, as the end of their retention does.
func (h home) destroyDetails(tb testing.TB, of dispatch.ID) {
	tb.Helper()
	wantError{}.check(tb, store.DestroyDetails(tb.Context(), h.Store, of))
}

// sqlite3 runs a script with SQLite's own program, as somebody would who has the file and no vault.
func (h home) sqlite3(tb testing.TB, script string) string {
	tb.Helper()
	program := exec.CommandContext(tb.Context(), "sqlite3", "-bail", filepath.Join(h.dir, "souspli.db"))
	program.Stdin = strings.NewReader(".timeout 5000\n" + script)
	out, err := program.CombinedOutput()
	if err != nil {
		tb.Fatalf("%s: %v: %s", script, err, out)
	}
	return string(out)
}

// regrow makes the tree anew from the lines as they stand, as somebody would who knows how it is made.
func (h home) regrow(tb testing.TB) {
	tb.Helper()
	var stored []tlog.Hash
	var script strings.Builder
	script.WriteString("DELETE FROM tree_hashes;\n")
	lines := h.sqlite3(tb, "SELECT seq, at, id, type, dispatch, hex(commitment) FROM events ORDER BY seq;")
	for n, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		hashes, err := tlog.StoredHashes(int64(n), leafOf(tb, line), tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
			found := make([]tlog.Hash, len(at))
			for i, index := range at {
				found[i] = stored[index]
			}
			return found, nil
		}))
		wantError{}.check(tb, err)
		for _, hash := range hashes {
			fmt.Fprintf(&script, "INSERT INTO tree_hashes VALUES (%d, x'%x');\n", len(stored), hash[:])
			stored = append(stored, hash)
		}
	}
	h.sqlite3(tb, script.String())
}

func leafOf(tb testing.TB, line string) []byte {
	tb.Helper()
	fields := strings.Split(line, "|")
	seq, err := strconv.ParseInt(fields[0], 10, 64)
	wantError{}.check(tb, err)
	at, err := strconv.ParseInt(fields[1], 10, 64)
	wantError{}.check(tb, err)
	var commitment []byte
	_, err = fmt.Sscanf(fields[5], "%x", &commitment)
	wantError{}.check(tb, err)
	return proof.Leaf{
		Seq: seq, At: time.UnixMicro(at), ID: dispatch.ID(fields[2]), Type: dispatch.EventType(fields[3]),
		Dispatch: dispatch.ID(fields[4]), Commitment: commitment,
	}.Bytes()
}

// checkpoint signs the log as it stands.
func (h home) checkpoint(tb testing.TB) dispatch.Checkpoint {
	tb.Helper()
	made, err := h.AddCheckpoint(tb.Context(), h.signing())
	wantError{}.check(tb, err)
	return made
}

func (h home) signing() func(int64, []byte) (dispatch.Checkpoint, dispatch.Event, error) {
	return func(size int64, root []byte) (dispatch.Checkpoint, dispatch.Event, error) {
		c, err := proof.SignCheckpoint(
			dispatch.Checkpoint{Size: size, Root: root, At: start, Reason: dispatch.CheckpointAsked}, h.vault.NoteSigner("souspli/test"),
		)
		return c, event(dispatch.EventCheckpoint, start), err
	}
}

// tampering is a way to alter a database: nothing of it needs the vault.
type tampering struct {
	script string
	regrow bool   // and to make the tree anew, so that every line fits it
	first  string // wrong line
	code   string // empty: log_altered
}

const spoiled = `CAST(substr(%[1]s, 1, 60) || x'00' || substr(%[1]s, 62) AS BLOB)`

func spoil(table, column, where string) string {
	return fmt.Sprintf("UPDATE "+table+" SET "+column+" = "+spoiled+" WHERE "+where+";", column)
}

// The log that is altered: a dispatch accepted (lines 1 to 4), a checkpoint of that (5), a dispatch held (6),
// three lines that tell of no dispatch (7 to 9), and a checkpoint of all that (10).
var tamperings = map[string]tampering{
	"a type altered":               {script: `UPDATE events SET type = 'cancelled' WHERE seq = 7;`, first: "7"},
	"a time altered":               {script: `UPDATE events SET at = at + 1 WHERE seq = 1;`, first: "1"},
	"an id altered":                {script: `UPDATE events SET id = 'x' || id WHERE seq = 7;`, first: "7"},
	"a line given to no dispatch":  {script: `UPDATE events SET dispatch = '' WHERE seq = 2;`, first: "2"},
	"a commitment altered":         {script: `UPDATE events SET commitment = zeroblob(32) WHERE seq = 4;`, first: "4"},
	"a byte of details altered":    {script: spoil("events", "details", "seq = 3"), first: "3"},
	"details of another line":      {script: `UPDATE events SET details = (SELECT details FROM events WHERE seq = 2) WHERE seq = 3;`, first: "3"},
	"details taken away":           {script: `UPDATE events SET details = NULL WHERE seq = 3;`, first: "3"},
	"details taken away, marked":   {script: `UPDATE events SET details = NULL, destroyed = randomblob(41) WHERE seq = 3;`, first: "3"},
	"a line removed":               {script: `DELETE FROM events WHERE seq = 7;`, first: "7"},
	"the first line removed":       {script: `DELETE FROM events WHERE seq = 1;`, first: "1"},
	"the last line removed":        {script: `DELETE FROM events WHERE seq = 10;`, first: "10"},
	"all lines removed":            {script: `DELETE FROM events;`, first: "1"},
	"a line put in at the end":     {script: `INSERT INTO events SELECT 11, 'x', dispatch, type, at, commitment, details, destroyed FROM events WHERE seq = 9;`, first: "11"},
	"a line put in before the log": {script: `INSERT INTO events SELECT 0, 'x', dispatch, type, at, commitment, details, destroyed FROM events WHERE seq = 9;`, first: "11"},
	"a line put in between":        {script: `UPDATE events SET seq = -seq WHERE seq > 7; UPDATE events SET seq = 1 - seq WHERE seq < 0; INSERT INTO events SELECT 8, 'x', dispatch, type, at, commitment, details, destroyed FROM events WHERE seq = 7;`, first: "8"},
	"two lines exchanged":          {script: `UPDATE events SET seq = 99 WHERE seq = 7; UPDATE events SET seq = 7 WHERE seq = 8; UPDATE events SET seq = 8 WHERE seq = 99;`, first: "7"},
	"a hash of a line altered":     {script: `UPDATE tree_hashes SET hash = zeroblob(32) WHERE idx = 0;`, first: "1"},
	"a hash of the tree altered":   {script: `UPDATE tree_hashes SET hash = zeroblob(32) WHERE idx = 2;`, first: "2"},
	"a hash removed":               {script: `DELETE FROM tree_hashes WHERE idx = 4;`, first: "4"},
	"a hash put in":                {script: `INSERT INTO tree_hashes VALUES (10000, zeroblob(32));`, first: "11"},

	"the end cut off":                        {script: `DELETE FROM events WHERE seq > 6;`, first: "7"},
	"the end cut off with its hashes":        {script: `DELETE FROM events WHERE seq > 6;`, regrow: true, first: "7"},
	"the end with a dispatch's only line":    {script: `DELETE FROM events WHERE seq > 5; DELETE FROM checkpoints WHERE size > 5;`, regrow: true, first: "6"},
	"a line removed, the rest moved up":      {script: `DELETE FROM events WHERE seq = 7; UPDATE events SET seq = seq - 1 WHERE seq > 7;`, regrow: true, first: "7"},
	"a line put in, the tree made anew":      {script: `INSERT INTO events SELECT 11, 'x', '', 'asked', at, randomblob(32), NULL, NULL FROM events WHERE seq = 9;`, regrow: true, first: "11"},
	"a type altered, the tree made anew":     {script: `UPDATE events SET type = 'cancelled' WHERE seq = 7;`, regrow: true, first: "7"},
	"a type altered, its details taken away": {script: `UPDATE events SET type = 'cancelled', details = NULL WHERE seq = 7;`, regrow: true, first: "7"},
	"all lines written anew": {
		script: `UPDATE events SET at = at + 1, commitment = randomblob(32), details = NULL;`, regrow: true, first: "1",
	},

	"a checkpoint removed":            {script: `DELETE FROM checkpoints WHERE size = 4;`, first: "5"},
	"all checkpoints removed":         {script: `DELETE FROM checkpoints;`, first: "5"},
	"a checkpoint put for another":    {script: `UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 4) WHERE size = 9;`, first: "10"},
	"a checkpoint of another root":    {script: `UPDATE checkpoints SET root = randomblob(32) WHERE size = 9;`, first: "5", code: "log_rewritten"},
	"a checkpoint of another size":    {script: `UPDATE checkpoints SET size = 8 WHERE size = 9;`, first: "5", code: "log_rewritten"},
	"a checkpoint ahead of the log":   {script: `UPDATE checkpoints SET size = 900 WHERE size = 9;`, first: "10"},
	"a checkpoint put in":             {script: `INSERT INTO checkpoints SELECT 'x', size, at, root, reason, note FROM checkpoints WHERE size = 4;`, first: "11"},
	"a checkpoint of another day":     {script: `UPDATE checkpoints SET at = at - 86400000000 WHERE size = 9;`, first: "10"},
	"a checkpoint for another reason": {script: `UPDATE checkpoints SET reason = 'destruction' WHERE size = 4;`, first: "5"},

	"a dispatch removed":               {script: `DELETE FROM dispatch_bodies WHERE seq = 1;`, first: "1"},
	"what was sent":                    {script: spoil("dispatch_bodies", "body", "seq = 2"), first: "6"},
	"a state":                          {script: `UPDATE dispatches SET state = 'delivered' WHERE seq = 1;`, first: "4"},
	"a held dispatch called cancelled": {script: `UPDATE dispatches SET state = 'cancelled' WHERE seq = 2;`, first: "6"},
	"an account":                       {script: `UPDATE dispatches SET account = 'x' WHERE seq = 2;`, first: "6"},
	"a channel":                        {script: `UPDATE dispatches SET channel = 'email_encrypted' WHERE seq = 1;`, first: "1"},
	"a recipient":                      {script: `UPDATE dispatches SET recipient = 'x' WHERE seq = 1;`, first: "1"},
	"a day":                            {script: `UPDATE dispatches SET created = created - 86400000000 WHERE seq = 2;`, first: "6"},
	"the number of attempts":           {script: `UPDATE dispatches SET tries = 0 WHERE seq = 1;`, first: "4"},
	"an attempt removed":               {script: `DELETE FROM attempts WHERE dispatch = 1;`, first: "3"},
	"an attempt given to another":      {script: `UPDATE attempts SET dispatch = 2; UPDATE dispatches SET tries = seq - 1;`, first: "3"},
	"a receipt":                        {script: spoil("attempts", "body", "dispatch = 1"), first: "3"},
	"a receipt put under another line": {script: `UPDATE attempts SET event = 9 WHERE dispatch = 1;`, first: "3"},
	"a dispatch without a line": {
		script: `INSERT INTO dispatches (id, state, channel, recipient, account, created, updated, tries)
			SELECT 'x', state, channel, recipient, account, created, updated, tries FROM dispatches WHERE seq = 2;`, first: "11",
	},
}

// provable is the log that tamperings alter.
func provable(t *testing.T) home {
	t.Helper()
	h := newHome(t)
	inState(t, h, dispatch.Accepted)
	h.checkpoint(t)
	create(t, h, held())
	for range 3 {
		wantError{}.check(t, h.Append(t.Context(), event(dispatch.EventAsked, start)))
	}
	h.checkpoint(t)
	return h
}

func TestVerifyFindsWhatWasAltered(t *testing.T) {
	t.Parallel()
	for name, test := range tamperings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := provable(t)
			verified(t, h, 10)
			h.sqlite3(t, "PRAGMA foreign_keys = 0;\n"+test.script)
			if test.regrow {
				h.regrow(t)
			}
			proven, err := h.VerifyLog(t.Context())
			code := test.code
			if code == "" {
				code = "log_altered"
			}
			integrity(code).check(t, err)
			if !strings.HasSuffix(err.Error(), ": "+test.first) {
				t.Errorf("%d proven, %v; the first wrong line is %s", proven, err, test.first)
			}
		})
	}
}

func TestVerifyTakesWhatTheHomeItselfDestroyed(t *testing.T) {
	t.Parallel()
	h := provable(t)
	page, err := h.Search(t.Context(), dispatch.Filter{})
	wantError{}.check(t, err)
	h.destroyDetails(t, page.Dispatches[0].ID)
	verified(t, h, 10)
}

// Who has the vault as well can write another log that verifies by itself, and whoever puts back an older
// copy of the home does so too. A checkpoint that a witness keeps finds both.
func TestWitnessFindsWhatTheHomeCannot(t *testing.T) {
	t.Parallel()
	witness := provable(t).checkpoint(t)
	for name, other := range map[string]func(t *testing.T) home{
		"another log": provable,
		"an older copy": func(t *testing.T) home {
			h := newHome(t)
			inState(t, h, dispatch.Accepted)
			return h
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := other(t)
			_, err := h.VerifyLog(t.Context())
			wantError{}.check(t, err)
			_, err = h.Verify(t.Context(), []dispatch.Checkpoint{witness}, nil)
			if dispatch.KindOf(err) != dispatch.KindIntegrity {
				t.Errorf("Verify = %v", err)
			}
		})
	}
}

func TestVerifyAgreesWithItsCheckpoints(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	witnesses := []dispatch.Checkpoint{h.checkpoint(t)} // of nothing
	for range 40 {
		wantError{}.check(t, h.Append(t.Context(), event(dispatch.EventAsked, start)))
		witnesses = append(witnesses, h.checkpoint(t))
	}
	var told []int64
	proven, err := h.Verify(t.Context(), witnesses, func(done, total int64) { told = append(told, done, total) })
	if want := (dispatch.Proven{Events: 81, Checkpoints: 82}); err != nil || proven != want {
		t.Errorf("Verify = %+v, %v; want %+v", proven, err, want)
	}
	if len(told) != 2 || told[0] != 81 || told[1] != 81 {
		t.Errorf("progress was told %v", told)
	}
	stored, err := h.Checkpoints(t.Context())
	if err != nil || len(stored) != 41 || stored[40].Size != 80 || !stored[40].At.Equal(start.Truncate(time.Second)) {
		t.Errorf("Checkpoints = %d, %v", len(stored), err)
	}
}

func TestAnAlteredTreeIsNotSigned(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"the end was cut off":     `DELETE FROM events WHERE seq > 5; DELETE FROM tree_hashes WHERE idx > 7;`,
		"an earlier hash altered": `UPDATE tree_hashes SET hash = randomblob(32) WHERE idx = 14;`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := provable(t)
			h.sqlite3(t, script)
			_, err := h.AddCheckpoint(t.Context(), h.signing())
			integrity("log_altered").check(t, err)
		})
	}
}

// A leaf shows nothing of what is not opened, and nothing of what is can be put for something else.
func TestCheckpointsHoldNothingPersonal(t *testing.T) {
	t.Parallel()
	h := openHome(t, t.TempDir(), crypto.NewVault(rand.Reader))
	create(t, h, held())
	h.checkpoint(t)
	wantError{}.check(t, h.Close())
	for _, name := range []string{"souspli.db", "souspli.db-wal"} {
		content, err := os.ReadFile(filepath.Join(h.dir, name))
		if err == nil && bytes.Contains(content, []byte("mtremblay")) {
			t.Errorf("%s names who works here", name)
		}
	}
}
