package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// provableRows is a home in which everything was kept in two versions and something of everything was removed, and
// the database as it was in between.
type provableRows struct {
	home

	older, newer, merged, gone dispatch.Recipient
	lines                      int64
}

func (h *provableRows) saveRecipient(t *testing.T, r *dispatch.Recipient, number string) {
	t.Helper()
	r.Routes = []dispatch.Route{{Channel: dispatch.CloudFax, Address: number}}
	r.Updated = r.Updated.Add(time.Minute)
	wantError{}.check(t, h.SaveRecipient(t.Context(), *r, event(dispatch.EventRecipientSaved, start)))
}

func (h *provableRows) set(t *testing.T, name string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	wantError{}.check(t, err)
	var kept json.RawMessage
	wantError{}.check(t, h.ChangeSetting(t.Context(), name, &kept, func() (dispatch.Event, error) {
		kept = text
		return event(dispatch.EventSettingSaved, start), nil
	}))
}

const tampered = "0123456789abcdef0123456789abcdef01234567"

// saveAll keeps one of everything, in one of two versions.
func (h *provableRows) saveAll(t *testing.T, id dispatch.ID, state dispatch.KeyState, url string, days int) {
	t.Helper()
	ctx := t.Context()
	k := dispatch.Key{Fingerprint: tampered, State: state, Certificate: []byte("certificate")}
	wantError{}.check(t, h.SaveKey(ctx, k, event(dispatch.EventKeySaved, start)))
	own := dispatch.Key{Fingerprint: "f" + tampered[1:], State: state, Certificate: []byte("own")}
	wantError{}.check(t, h.SaveOwnKey(ctx, own, []byte("secret"), event(dispatch.EventKeySaved, start)))
	a := dispatch.Account{ID: id, Name: "Fax", Channel: dispatch.CloudFax, URL: url}
	wantError{}.check(t, h.SaveAccount(ctx, a, nil, event(dispatch.EventAccountSaved, start)))
	h.set(t, "portal_expiry_days", days)
}

func newProvableRows(t *testing.T) *provableRows {
	t.Helper()
	ctx, h := t.Context(), &provableRows{home: newHome(t)}
	account, removed := newID(), newID()
	for _, r := range []*dispatch.Recipient{&h.older, &h.merged, &h.gone} {
		*r = dispatch.Recipient{ID: newID(), Name: "Pharmacie Beaubien", Created: start, Updated: start}
		h.saveRecipient(t, r, "+15145550101")
	}
	h.saveAll(t, account, dispatch.KeyVerified, "https://fax.example.test", 30)
	wantError{}.check(t, h.SaveAccount(ctx, dispatch.Account{ID: removed, Channel: dispatch.Portal}, nil, event(dispatch.EventAccountSaved, start)))
	h.sqlite3(t, copyRows(toldTables...))

	h.newer = h.older
	h.saveRecipient(t, &h.newer, "+15145550102")
	h.saveAll(t, account, dispatch.KeyBlocked, "https://fax.example.test/2", 60)
	wantError{}.check(t, h.RemoveAccount(ctx, removed, event(dispatch.EventAccountRemoved, start)))
	wantError{}.check(t, h.RemoveRecipient(ctx, h.gone.ID, event(dispatch.EventRecipientRemoved, start)))
	_, err := h.MergeRecipients(ctx, h.newer.ID, h.merged.ID, func(kept, _ dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error) {
		return kept, event(dispatch.EventRecipientsMerged, start), nil
	})
	wantError{}.check(t, err)
	wantError{}.check(t, h.SaveSetting(ctx, "language", "fr"))
	proven, err := h.VerifyLog(ctx)
	wantError{}.check(t, err)
	h.lines = proven
	return h
}

var toldTables = []string{"recipients", "recipient_aliases", "keys", "own_keys", "accounts", "settings"}

// copyRows keeps rows as an older copy of the database has them.
func copyRows(tables ...string) string {
	var script strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&script, "CREATE TABLE old_%[1]s AS SELECT * FROM %[1]s;\n", table)
	}
	return script.String()
}

// Who has an older copy of the database has rows that the vault opens: an old number, an account's old address, a key
// that was blocked since.
func TestVerifyFindsOlderRowsPutBack(t *testing.T) {
	t.Parallel()
	back := func(table, where string) string {
		return fmt.Sprintf(`INSERT OR REPLACE INTO %[1]s SELECT * FROM old_%[1]s WHERE %[2]s;`, table, where)
	}
	const standing = `id IN (SELECT id FROM recipients)`
	for name, script := range map[string]string{
		"a recipient's old number":          back("recipients", standing),
		"a removed recipient":               back("recipients", `id NOT IN (SELECT id FROM recipients UNION SELECT id FROM recipient_aliases)`),
		"a merged recipient":                back("recipients", `id IN (SELECT id FROM recipient_aliases)`),
		"a merge forgotten":                 `DELETE FROM recipient_aliases;`,
		"a recipient taken for another":     `INSERT INTO recipient_aliases SELECT id, 'x' FROM recipients;`,
		"a recipient removed":               `DELETE FROM recipients;`,
		"an account's old address":          back("accounts", `id IN (SELECT id FROM accounts)`),
		"an account over another channel":   `UPDATE accounts SET channel = 'portal';`,
		"a removed account":                 back("accounts", `id NOT IN (SELECT id FROM accounts)`),
		"an account removed":                `DELETE FROM accounts;`,
		"a blocked key":                     back("keys", `1`),
		"a key removed":                     `DELETE FROM keys;`,
		"the clinic's own key":              `UPDATE own_keys SET body = (SELECT body FROM old_own_keys);`,
		"the clinic's own key put in front": `UPDATE own_keys SET seq = 99;`,
		"a setting":                         back("settings", `1`),
		"a setting removed":                 `DELETE FROM settings;`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newProvableRows(t)
			h.sqlite3(t, script)
			_, err := h.VerifyLog(t.Context())
			integrity("log_altered").check(t, err)
			if want := fmt.Sprintf(": %d", h.lines+1); !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%v; want %s", err, want)
			}
		})
	}
}

// What the program remembers for itself is nobody's decision, and no line tells of it.
func TestVerifyTakesSettingsThatNoLineTells(t *testing.T) {
	t.Parallel()
	h := newProvableRows(t)
	wantError{}.check(t, h.SaveSetting(t.Context(), "language", "en"))
	verified(t, h.home, h.lines)
}

// An import and its undoing tell of many in one line, and restoring tells of one that was gone.
func TestVerifyTakesImportsUndoneAndRemovalsTakenBack(t *testing.T) {
	t.Parallel()
	h := newProvableRows(t)
	ctx := t.Context()
	changed := h.newer
	changed.Name, changed.Updated = "Pharmacie Jean-Talon", start.Add(time.Hour)
	changes := []dispatch.Imported{{Before: &h.newer, After: changed}}
	for range 3 {
		changes = append(changes, dispatch.Imported{After: dispatch.Recipient{ID: newID(), Name: "Clinique", Created: start, Updated: start}})
	}
	wantError{}.check(t, h.ImportRecipients(ctx, changes, event(dispatch.EventRecipientsImported, start)))
	verified(t, h.home, h.lines+1)
	wantError{}.check(t, h.UndoImport(ctx,
		func(dispatch.Imported, dispatch.Recipient, int) bool { return true },
		func() dispatch.Event { return event(dispatch.EventRecipientsImported, start) }))
	verified(t, h.home, h.lines+2)
	wantError{}.check(t, h.RestoreRecipient(ctx, h.gone, event(dispatch.EventRecipientSaved, start)))
	verified(t, h.home, h.lines+3)
}

// Lines that told of rows are destroyed at the end of their retention: the line of the destruction tells of them anew.
func TestVerifyStillFindsOlderRowsAfterLinesAreDestroyed(t *testing.T) {
	t.Parallel()
	h := newProvableRows(t)
	run := dispatch.Destruction{ID: newID(), Actor: "mtremblay", Started: start, Cutoffs: dispatch.Cutoffs{Log: start.Add(time.Hour)}}
	wantError{}.check(t, h.SaveDestruction(t.Context(), run, event(dispatch.EventDestructionStarted, start)))
	run, err := h.Destroy(t.Context(), run)
	wantError{}.check(t, err)
	if run.Destroyed.Lines.Count == 0 {
		t.Fatal("no line was destroyed")
	}
	_, err = h.VerifyLog(t.Context())
	wantError{}.check(t, err)
	h.sqlite3(t, `INSERT OR REPLACE INTO recipients SELECT * FROM old_recipients WHERE id IN (SELECT id FROM recipients);`)
	_, err = h.VerifyLog(t.Context())
	integrity("log_altered").check(t, err)
}
