package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

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
	h.destroyDetails(t, d.ID)
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
