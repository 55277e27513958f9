package store_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestTheExaminationFindsWhatDoesNotAgree(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		statement string
		want      wantError
	}{
		"nothing":                      {`SELECT 1`, wantError{}},
		"a dispatch out of the index":  {`DELETE FROM dispatch_index WHERE rowid = 1`, integrity("search_index_wrong")},
		"a recipient out of the index": {`DELETE FROM recipient_index WHERE rowid = 1`, integrity("search_index_wrong")},
		"an index row too many":        {`INSERT INTO dispatch_index (rowid, terms) VALUES (77, 'x')`, integrity("search_index_wrong")},
		"a number too large":           {`UPDATE state_counts SET n = n + 1`, integrity("counts_wrong")},
		"a number missing":             {`DELETE FROM state_counts`, integrity("counts_wrong")},
		"a document held too often":    {`UPDATE documents SET held = held + 1`, integrity("counts_wrong")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newAgedHome(t)
			h.withDocument(t, dispatch.Delivered)
			wantError{}.check(t, h.SaveRecipient(t.Context(), pharmacy(), event(dispatch.EventRecipientSaved, start)))
			h.sql(t, test.statement)
			err := h.CheckSearch(t.Context())
			if err == nil {
				err = h.CheckCounts(t.Context())
			}
			test.want.check(t, err)
			last, err := h.LastEvent(t.Context())
			if err != nil || !last.Equal(start) {
				t.Errorf("the last event is of %v, %v", last, err)
			}
			if n, err := h.CheckTree(t.Context()); err != nil || n != 6 {
				t.Errorf("the tree has %d, %v", n, err)
			}
		})
	}
}
