package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestVerifyLogFindsWhatWasChanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		statements []string
		first      string // wrong line; empty: nothing wrong
	}{
		"nothing":             {nil, ""},
		"a type":              {[]string{`UPDATE events SET type = 'cancelled' WHERE seq = 5`}, "5"},
		"a time":              {[]string{`UPDATE events SET at = at + 1 WHERE seq = 1`}, "1"},
		"an id":               {[]string{`UPDATE events SET id = 'x' || id WHERE seq = 7`}, "7"},
		"a dispatch":          {[]string{`UPDATE events SET dispatch = '' WHERE seq = 2`}, "2"},
		"a commitment":        {[]string{`UPDATE events SET commitment = zeroblob(32) WHERE seq = 4`}, "4"},
		"a bit of details":    {[]string{`UPDATE events SET details = CAST(substr(details, 1, 60) || x'00' || substr(details, 62) AS BLOB) WHERE seq = 3`}, "3"},
		"details exchanged":   {[]string{`UPDATE events SET details = (SELECT details FROM events WHERE seq = 2) WHERE seq = 3`}, "3"},
		"details destroyed":   {[]string{`UPDATE events SET details = NULL WHERE seq = 3`}, ""},
		"a line removed":      {[]string{`DELETE FROM events WHERE seq = 6`}, "6"},
		"the first removed":   {[]string{`DELETE FROM events WHERE seq = 1`}, "1"},
		"the last removed":    {[]string{`DELETE FROM events WHERE seq = 9`}, "9"},
		"all removed":         {[]string{`DELETE FROM events`}, "1"},
		"a line put in":       {[]string{`INSERT INTO events SELECT 10, 'x', dispatch, type, at, commitment, details, destroyed FROM events WHERE seq = 9`}, "10"},
		"two lines exchanged": {[]string{`UPDATE events SET seq = 99 WHERE seq = 4`, `UPDATE events SET seq = 4 WHERE seq = 5`, `UPDATE events SET seq = 5 WHERE seq = 99`}, "4"},
		"a leaf":              {[]string{`UPDATE tree_hashes SET hash = zeroblob(32) WHERE idx = 0`}, "1"},
		"a node":              {[]string{`UPDATE tree_hashes SET hash = zeroblob(32) WHERE idx = 2`}, "2"},
		"a hash removed":      {[]string{`DELETE FROM tree_hashes WHERE idx = 4`}, "4"},
		"a hash put in":       {[]string{`INSERT INTO tree_hashes VALUES (10000, zeroblob(32))`}, "10"},
		"a removed end, and its hashes but one": {
			[]string{`DELETE FROM events WHERE seq > 7`, `DELETE FROM tree_hashes WHERE idx > 11`}, "8",
		},
		"a dispatch removed": {[]string{`DELETE FROM dispatch_bodies WHERE seq = 1`}, "1"},
		"what was sent":      {[]string{`UPDATE dispatch_bodies SET body = CAST(substr(body, 1, 60) || x'00' || substr(body, 62) AS BLOB) WHERE seq = 2`}, "5"},
		"an attempt removed": {[]string{`DELETE FROM attempts WHERE dispatch = 1`}, "3"},
		"a receipt":          {[]string{`UPDATE attempts SET body = CAST(substr(body, 1, 60) || x'00' || substr(body, 62) AS BLOB) WHERE dispatch = 1`}, "3"},
		"a receipt put under another line": {
			[]string{`UPDATE attempts SET event = 9 WHERE dispatch = 1`}, "3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			inState(t, h, dispatch.Accepted) // lines 1 to 4
			create(t, h, held())             // 5
			for range 4 {                    // 6 to 9
				wantError{}.check(t, h.Append(t.Context(), event(dispatch.EventAsked, start)))
			}
			verified(t, h, 9)
			h.sql(t, append([]string{`PRAGMA foreign_keys = 0`}, test.statements...)...)
			if test.first == "" {
				verified(t, h, 9)
				return
			}
			proven, err := h.VerifyLog(t.Context())
			integrity("log_altered").check(t, err)
			if !strings.HasSuffix(err.Error(), ": "+test.first) || fmt.Sprint(proven+1) != test.first {
				t.Errorf("%d proven, %v; the first wrong line is %s", proven, err, test.first)
			}
		})
	}
}

func TestNothingIsAppendedToAnAlteredLog(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"the end was removed":  `DELETE FROM events WHERE seq > 2`,
		"the tree was removed": `DELETE FROM tree_hashes`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			for range 3 {
				wantError{}.check(t, h.Append(t.Context(), event(dispatch.EventAsked, start)))
			}
			h.sql(t, statement)
			integrity("log_altered").check(t, h.Append(t.Context(), event(dispatch.EventAsked, start)))
		})
	}
}

func TestDestroyedDetailsReadAsEmpty(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := create(t, h, held())
	h.sql(t, `UPDATE events SET details = NULL`)
	events, err := h.Events(t.Context(), d.ID)
	if err != nil || len(events) != 1 || events[0].Details != nil || events[0].Type != dispatch.EventCreated {
		t.Errorf("Events = %+v, %v", events, err)
	}
}

func TestAlteredRowsAreNoData(t *testing.T) {
	t.Parallel()
	const spoil = ` = CAST(substr(%[1]s, 1, 60) || x'00' || substr(%[1]s, 62) AS BLOB)`
	for name, test := range map[string]struct {
		statement string
		read      func(home, dispatch.Dispatch) error
	}{
		"a dispatch": {
			`UPDATE dispatch_bodies SET body` + fmt.Sprintf(spoil, "body"),
			func(h home, d dispatch.Dispatch) error { _, err := h.Dispatch(t.Context(), d.ID); return err },
		},
		"a dispatch sent by another channel": {
			`UPDATE dispatches SET channel = 'email_encrypted'`,
			func(h home, d dispatch.Dispatch) error { _, err := h.Dispatch(t.Context(), d.ID); return err },
		},
		"an attempt": {
			`UPDATE attempts SET body` + fmt.Sprintf(spoil, "body"),
			func(h home, d dispatch.Dispatch) error { _, err := h.Dispatch(t.Context(), d.ID); return err },
		},
		"an event": {
			`UPDATE events SET at = at + 1`,
			func(h home, d dispatch.Dispatch) error { _, err := h.Events(t.Context(), d.ID); return err },
		},
		"a recipient": {
			`UPDATE recipients SET body` + fmt.Sprintf(spoil, "body"),
			func(h home, d dispatch.Dispatch) error {
				_, err := h.Recipient(t.Context(), d.Recipient.ID)
				return err
			},
		},
		"a recipient exchanged for another": {
			`UPDATE recipients SET body = (SELECT body FROM recipients AS r WHERE r.seq <> recipients.seq)`,
			func(h home, d dispatch.Dispatch) error { _, err := h.Recipients(t.Context(), "", 0); return err },
		},
		"a setting": {
			`UPDATE settings SET value = zeroblob(60)`,
			func(h home, _ dispatch.Dispatch) error {
				var v string
				_, err := h.Setting(t.Context(), "language", &v)
				return err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := inState(t, h, dispatch.Accepted)
			for _, r := range []dispatch.Recipient{d.Recipient, pharmacy()} {
				wantError{}.check(t, h.SaveRecipient(t.Context(), r, event(dispatch.EventRecipientSaved, start)))
			}
			wantError{}.check(t, h.SaveSetting(t.Context(), "language", "fr"))
			wantError{}.check(t, test.read(h, d))
			h.sql(t, test.statement)
			integrity("record_altered").check(t, test.read(h, d))
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	create(t, h, held())
	wantError{}.check(t, h.Check(t.Context()))
	h.sql(t, `PRAGMA foreign_keys = 0`, `DELETE FROM dispatches`)
	integrity("database_damaged").check(t, h.Check(t.Context()))
}

func TestLogGrowsAlike(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for n := range int64(130) { // beyond two powers of two
		wantError{}.check(t, h.Append(t.Context(), event(dispatch.EventAsked, start.Add(time.Duration(n)))))
		if n%13 == 0 {
			verified(t, h, n+1)
		}
	}
}
