package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// sealedValue is a sealed value that no line of the log tells of, and the query that reads each with the row it stands in.
type sealedValue struct{ table, column, query string }

// untoldValues are all of them. What lines tell of, the verification of the log opens.
func untoldValues() []sealedValue {
	return []sealedValue{
		{"dispatch_bodies", "passphrase", `SELECT d.id, b.passphrase FROM dispatch_bodies AS b JOIN dispatches AS d USING (seq) WHERE b.passphrase IS NOT NULL`},
		{"uploads", "state", `SELECT d.id, u.state FROM uploads AS u JOIN dispatches AS d ON d.seq = u.dispatch`},
		{"documents", "body", `SELECT id, body FROM documents`},
		{"recipient_secrets", "secret", `SELECT recipient, secret FROM recipient_secrets`},
		{"recipient_secrets_drawn", "secret", `SELECT recipient, secret FROM recipient_secrets_drawn`},
		{"recipient_imports", "body", `SELECT id, body FROM recipient_imports`},
		{"own_keys", "secret", `SELECT token, secret FROM own_keys`},
		{"accounts", "secret", `SELECT id, secret FROM accounts WHERE secret IS NOT NULL`},
		{"settings", "value", `SELECT token, value FROM settings`},
		{"destructions", "body", `SELECT id, body FROM destructions`},
	}
}

// CheckSealed opens every sealed value that the log does not tell of. It fails with KindIntegrity, code
// "record_altered", at the first that is not what was sealed.
func (s *Store) CheckSealed(ctx context.Context) error {
	return s.view(ctx, "store.check_sealed", func(tx *sql.Tx) error {
		for _, v := range untoldValues() {
			if err := s.openEach(ctx, tx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) openEach(ctx context.Context, tx *sql.Tx, v sealedValue) error {
	return each(ctx, tx, func(scan func(...any) error) error {
		var row string
		var sealed []byte
		if err := scan(&row, &sealed); err != nil {
			return err
		}
		_, err := s.unseal(place(v.table, v.column, row), sealed)
		return err
	}, v.query)
}

// each reads the rows of a query one by one and keeps none.
func each(ctx context.Context, q querier, read func(scan func(...any) error) error, query string, args ...any) error {
	_, err := collect(ctx, q, func(scan func(...any) error) (none struct{}, err error) { return none, read(scan) }, query, args...)
	return err
}

// CheckDocuments reads every document to its end, and returns how many there are. It fails with KindIntegrity at the
// first that is missing, or is not what was kept.
func (s *Store) CheckDocuments(ctx context.Context) (documents int64, err error) {
	const op = "store.check_documents"
	ids, err := collect(ctx, s.reader, scanOne[dispatch.ID], `SELECT id FROM documents ORDER BY id`)
	if err != nil {
		return 0, border(op, err)
	}
	for _, id := range ids {
		err := s.readWhole(ctx, id)
		if err != nil && s.gone(ctx, id) {
			continue
		}
		if err != nil {
			return documents, border(op, err)
		}
		documents++
	}
	return documents, nil
}

func (s *Store) readWhole(ctx context.Context, id dispatch.ID) error {
	content, err := s.openDocument(ctx, dispatch.Document{ID: id})
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // it was only read
	_, err = io.Copy(io.Discard, &interruptible{ctx, content})
	return err
}

// gone reports whether a document was forgotten or destroyed meanwhile.
func (s *Store) gone(ctx context.Context, id dispatch.ID) bool {
	known, err := exists(ctx, s.reader, `SELECT 1 FROM documents WHERE id = ?`, id)
	return err == nil && !known
}

// termSum is a hash of a set of words and the rows that they find, in any order.
type termSum struct {
	words int64
	sum   uint64
}

func (t *termSum) add(word string, row int64) {
	h := fnv.New64a()
	_, _ = io.WriteString(h, word+" "+strconv.FormatInt(row, 10)) // never fails
	t.words++
	t.sum += h.Sum64()
}

func (t *termSum) addAll(words string, row int64) {
	all := strings.Fields(words)
	slices.Sort(all)
	for _, word := range slices.Compact(all) {
		t.add(word, row)
	}
}

// CheckTerms makes sure that the search indexes find every row by its words, and by no others. It fails with
// KindIntegrity, code "search_index_wrong". Its memory does not grow with the home.
func (s *Store) CheckTerms(ctx context.Context) error {
	const op = "store.check_terms"
	pool, err := openPool(ctx, s.path(databaseName), examinerPragmas)
	if err != nil {
		return border(op, err)
	}
	defer func() { _ = pool.Close() }() // it was only read
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return border(op, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	for index, expect := range map[string]func(context.Context, querier, *termSum) error{
		"dispatch_index": s.dispatchTerms, "recipient_index": s.recipientTerms,
	} {
		if err := compareTerms(ctx, tx, index, expect); err != nil {
			return border(op, err)
		}
	}
	return nil
}

// examinerPragmas let a reader make a temporary table: how SQLite shows the words of an index.
var examinerPragmas = profile{mode: "ro", lock: "deferred", connections: 1, pragmas: []pragma{
	{"busy_timeout", "5000", "5000"},
	{"temp_store", "MEMORY", "2"},
}}

func compareTerms(ctx context.Context, tx *sql.Tx, index string, expect func(context.Context, querier, *termSum) error) error {
	var want, found termSum
	if err := expect(ctx, tx, &want); err != nil {
		return err
	}
	words := "words_of_" + index
	_, err := tx.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.`+words+` USING fts5vocab('main', '`+index+`', 'instance')`)
	if err != nil {
		return err
	}
	err = each(ctx, tx, func(scan func(...any) error) error {
		var word string
		var row int64
		err := scan(&word, &row)
		found.add(word, row)
		return err
	}, `SELECT term, doc FROM temp.`+words)
	if err == nil && found != want {
		err = problem(dispatch.KindIntegrity, "search_index_wrong")
	}
	return err
}

func (s *Store) dispatchTerms(ctx context.Context, q querier, sum *termSum) error {
	return each(ctx, q, func(scan func(...any) error) error {
		seq, d, err := s.scanDispatch(scan)
		if err == nil {
			sum.addAll(s.dispatchWords(d), seq)
		}
		return err
	}, selectDispatches)
}

func (s *Store) recipientTerms(ctx context.Context, q querier, sum *termSum) error {
	return each(ctx, q, func(scan func(...any) error) error {
		var seq int64
		var id dispatch.ID
		var body []byte
		if err := scan(&seq, &id, &body); err != nil {
			return err
		}
		plain, err := s.unseal(recipientPlace(id), body)
		var r dispatch.Recipient
		if err == nil && json.Unmarshal(plain, &r) != nil {
			err = problem(dispatch.KindIntegrity, "record_altered")
		}
		sum.addAll(s.indexed(recipientTexts(r)...), seq)
		return err
	}, `SELECT seq, id, body FROM recipients`)
}
