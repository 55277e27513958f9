package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

// ofNoConsequence stand in clear, and nobody can tell that they changed: nothing is sent, shown as sent or destroyed by them.
var ofNoConsequence = map[string]bool{
	"lease.holder": true, "lease.until": true, // a turn ends after minutes, whatever it says
	"dispatches.updated": true, "dispatches.next_at": true, // when a person looked last, and when the program looks next
	"recipients.updated": true, "keys.updated": true, "own_keys.updated": true, "accounts.updated": true,
	"settings.updated": true, "settings.version": true, "uploads.updated": true,
	"recipient_secrets.agreed": true, "recipient_secrets_drawn.drawn": true, // shown beside the secret
	"recipient_uses.n": true, "recipient_uses.last": true, "address_uses.n": true, "address_uses.token": true, // the order of suggestions
	"documents.added":     true, // when one that nothing holds is forgotten
	"goose_db_version.id": true, "goose_db_version.tstamp": true,
	"week_counts.n": true, "delivery_times.n": true, // figures count what was destroyed too
}

// furnishedHome keeps something in every table, with its log signed on the way, and is closed: its database is one file.
func furnishedHome(t *testing.T) (dir string, vault *crypto.Vault) {
	t.Helper()
	ctx, rows := t.Context(), newProvableRows(t)
	h := agedHome{home: rows.home}
	for _, state := range []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Sending, dispatch.Uncertain, dispatch.Accepted, dispatch.Delivered, dispatch.Failed, dispatch.ByHand} {
		h.withDocument(t, state, addDocument(t, h.home, randomBytes(3000)))
	}
	h.checkpoint(t)
	up := inState(t, h.home, dispatch.Accepted)
	wantError{}.check(t, h.UploadState(up.ID).Save(ctx, []byte("half of it")))
	draw(t, h.home, rows.newer.ID, "badu-kofi")
	told(t, h.home, rows.newer.ID)
	draw(t, h.home, rows.newer.ID, "lamo-vesu")
	i := dispatch.Incident{
		ID: newID(), State: dispatch.IncidentOpen, Dispatches: []dispatch.ID{up.ID}, Opened: start, Updated: start,
		Aware: dispatch.Period{From: dispatch.DayOf(start)},
	}
	_, err := h.AddIncident(ctx, i, event(dispatch.EventIncidentOpened, start))
	wantError{}.check(t, err)
	on := dispatch.LegalHold{ID: newID(), Scope: dispatch.HoldDispatch, Target: up.ID, Reason: "Plainte", Placed: start}
	wantError{}.check(t, h.PlaceHold(ctx, on, event(dispatch.EventHoldPlaced, start)))
	taken, err := h.TakeLease(ctx, newID(), start, start.AddDate(0, 0, 1))
	if err != nil || !taken {
		t.Fatal(taken, err)
	}
	h.checkpoint(t)
	for _, table := range toldTables {
		h.sqlite3(t, "DROP TABLE old_"+table+";")
	}
	h.sqlite3(t, "VACUUM;")
	verified(t, h.home, must(h.CheckTree(ctx)))
	wantError{}.check(t, h.Close())
	return h.dir, h.vault
}

func must(n int64, err error) int64 {
	if err != nil {
		panic(err)
	}
	return n
}

// examined opens a home and examines it as the doctor does, with every line of the log.
func examined(t *testing.T, dir string, vault *crypto.Vault) error {
	t.Helper()
	s, err := store.Open(t.Context(), options(dir, vault))
	if err != nil {
		return err
	}
	defer s.Close()
	documents := func(ctx context.Context) error {
		_, err := s.CheckDocuments(ctx)
		return err
	}
	prove := func(ctx context.Context) error {
		_, err := s.VerifyLog(ctx)
		return err
	}
	for _, check := range []func(context.Context) error{s.Check, s.CheckSearch, s.CheckCounts, s.CheckTerms, s.CheckSealed, documents, prove} {
		if err := check(t.Context()); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf reads every row of a database; a table that cannot be read has its error for rows.
func rowsOf(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	all := map[string]string{"sqlite_master": rowsIn(t, db, "sqlite_master")}
	for _, table := range tablesOf(t, db) {
		all[table] = rowsIn(t, db, table)
	}
	for _, index := range []string{"dispatch_index", "recipient_index"} {
		_, err := db.ExecContext(t.Context(), `CREATE VIRTUAL TABLE temp.words_`+index+` USING fts5vocab('main', '`+index+`', 'instance')`)
		if err != nil {
			all[index] = err.Error()
			continue
		}
		all[index] = rowsIn(t, db, "words_"+index)
	}
	return all
}

func tablesOf(t *testing.T, db *sql.DB) (names []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table'
		AND name NOT LIKE '%_index%' ORDER BY name`)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if rows.Scan(&name) != nil {
			return names
		}
		names = append(names, name)
	}
	if rows.Err() != nil {
		return nil
	}
	return names
}

func rowsIn(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT * FROM "`+table+`"`)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var text strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err.Error()
		}
		for i, value := range values {
			if !ofNoConsequence[table+"."+columns[i]] {
				fmt.Fprintf(&text, "%s=%v ", columns[i], value)
			}
		}
		text.WriteString("\n")
	}
	if rows.Err() != nil {
		return rows.Err().Error()
	}
	return text.String()
}

// Every bit of the database matters not at all, or is found by opening and examining the home.
func TestABitThatFlipsIsFoundOrDoesNotMatter(t *testing.T) {
	t.Parallel()
	dir, vault := furnishedHome(t)
	whole, err := os.ReadFile(filepath.Join(dir, "souspli.db"))
	wantError{}.check(t, err)
	before := rowsOf(t, filepath.Join(dir, "souspli.db"))
	for group := range uint64(4) {
		t.Run(fmt.Sprint(group), func(t *testing.T) {
			t.Parallel()
			random := mathrand.New(mathrand.NewPCG(group, flipSeed)) //nolint:gosec // where to damage is no secret
			for range flipsOfAGroup {
				flip(t, dir, vault, whole, before, random.IntN(len(whole)), random.IntN(8))
			}
		})
	}
}

const (
	flipSeed      = 9
	flipsOfAGroup = 50
)

// flip examines a home of which one bit changed.
func flip(t *testing.T, dir string, vault *crypto.Vault, whole []byte, before map[string]string, at, bit int) {
	t.Helper()
	damaged := slices.Clone(whole)
	damaged[at] ^= 1 << bit
	target := copyOfHome(t, dir, damaged)
	after := rowsOf(t, filepath.Join(target, "souspli.db"))
	err := examined(t, target, vault)
	switch kind := dispatch.KindOf(err); {
	case err == nil && !maps.Equal(before, after):
		t.Errorf("byte %d, bit %d (page %d): %s reads otherwise, and nothing is found", at, bit, at/pageSize+1, differing(before, after))
	case err != nil && kind != dispatch.KindIntegrity && kind != dispatch.KindNewer && kind != dispatch.KindCredentials:
		t.Errorf("byte %d, bit %d (page %d): %v", at, bit, at/pageSize+1, err)
	}
}

const pageSize = 4096

// copyOfHome is a home with the same documents and another database.
func copyOfHome(t *testing.T, dir string, database []byte) (target string) {
	t.Helper()
	target = t.TempDir()
	for _, err := range []error{
		os.CopyFS(filepath.Join(target, "documents"), os.DirFS(filepath.Join(dir, "documents"))),
		os.MkdirAll(filepath.Join(target, "documents", "pending"), 0o700),
		os.WriteFile(filepath.Join(target, "souspli.db"), database, 0o600),
		os.WriteFile(filepath.Join(target, "souspli.made"), nil, 0o600),
	} {
		wantError{}.check(t, err)
	}
	return target
}

func differing(a, b map[string]string) (tables []string) {
	for table := range a {
		if a[table] != b[table] {
			tables = append(tables, table)
		}
	}
	return tables
}

// A document whose file changed on the disk is found before it is needed.
func TestADamagedDocumentIsFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  wantError
	}{
		"nothing":     {func(*testing.T, string) {}, wantError{}},
		"a bit":       {flipFile, integrity("document_altered")},
		"its end":     {func(t *testing.T, path string) { wantError{}.check(t, os.Truncate(path, 2000)) }, integrity("document_altered")},
		"all of it":   {func(t *testing.T, path string) { wantError{}.check(t, os.Remove(path)) }, integrity("document_missing")},
		"other bytes": {func(t *testing.T, path string) { wantError{}.check(t, os.WriteFile(path, randomBytes(3000), 0o600)) }, integrity("document_altered")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newAgedHome(t)
			d := h.withDocument(t, dispatch.Delivered, addDocument(t, h.home, randomBytes(3000)))
			test.spoil(t, filepath.Join(h.dir, "documents", string(d.Documents[0].ID)))
			_, err := h.CheckDocuments(t.Context())
			test.want.check(t, err)
		})
	}
}

func flipFile(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	wantError{}.check(t, err)
	content[len(content)/2] ^= 1
	wantError{}.check(t, os.WriteFile(path, content, 0o600))
}

// What the write-ahead log lost at its end leaves the home as it once was, whole, wherever the cut falls.
func TestAWriteAheadLogCutShort(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for range 3 {
		create(t, h, held())
	}
	h.sqlite3(t, "PRAGMA wal_checkpoint(TRUNCATE);")
	inState(t, h, dispatch.Accepted)
	database, err := os.ReadFile(filepath.Join(h.dir, "souspli.db"))
	wantError{}.check(t, err)
	log, err := os.ReadFile(filepath.Join(h.dir, "souspli.db-wal"))
	wantError{}.check(t, err)
	const header, frame = 32, 24 + pageSize
	known := int64(0)
	for cut := 0; cut <= len(log); cut = nextCut(cut, header, frame, len(log)) {
		target := copyOfHome(t, h.dir, database)
		wantError{}.check(t, os.WriteFile(filepath.Join(target, "souspli.db-wal"), log[:cut], 0o600))
		events := wholeAt(t, target, h.vault, cut)
		if events < known {
			t.Errorf("cut at %d: %d lines, %d before", cut, events, known)
		}
		known = events
	}
	if all := must(h.VerifyLog(t.Context())); known != all {
		t.Errorf("with all of its log, the home has %d lines of %d", known, all)
	}
}

// nextCut walks from frame to frame, with a look into the middle of each.
func nextCut(cut, header, frame, end int) int {
	switch {
	case cut == 0:
		return header
	case cut == end:
		return end + 1
	case (cut-header)%frame == 0:
		return min(cut+frame/2, end)
	default:
		return min(cut+frame-frame/2, end)
	}
}

func wholeAt(t *testing.T, dir string, vault *crypto.Vault, cut int) (events int64) {
	t.Helper()
	if err := examined(t, dir, vault); err != nil {
		t.Errorf("cut at %d: %v", cut, err)
		return 0
	}
	s, err := store.Open(t.Context(), options(dir, vault))
	wantError{}.check(t, err)
	defer s.Close()
	return must(s.CheckTree(t.Context()))
}
