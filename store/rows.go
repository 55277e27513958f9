package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// The tables whose rows lines of the log tell of as they stand: who puts back an older row, or one that was removed,
// writes nothing that the vault would not open, and is found by what the last line told of it.
const (
	recipientRecord recordTable = "recipients"
	aliasRecord     recordTable = "recipient_aliases"
	keyRecord       recordTable = "keys"
	ownKeyRecord    recordTable = "own_keys"
	accountRecord   recordTable = "accounts"
	settingRecord   recordTable = "settings"
	holdRecord      recordTable = "holds"
)

// toldRows says how the rows of a table are read: their id, what stands in clear and decides something, and what is
// sealed in a column, unless nothing is.
var toldRows = map[recordTable]struct{ id, clear, sealed string }{
	recipientRecord: {"id", "''", "body"},
	aliasRecord:     {"id", "kept", ""},
	keyRecord:       {"token", "''", "body"},
	ownKeyRecord:    {"token", "seq", "body"}, // the one saved last is used
	accountRecord:   {"id", "channel", "body"},
	settingRecord:   {"token", "''", "value"},
	holdRecord:      {"id", "scope || ' ' || target || ' ' || placed", "body"},
}

// toldTables are the tables in a fixed order.
func toldTables() []recordTable {
	return []recordTable{recipientRecord, aliasRecord, keyRecord, ownKeyRecord, accountRecord, settingRecord, holdRecord}
}

// touched are rows that a change made, changed or removed.
type touched map[recordTable][]dispatch.ID

// rowSums are hashes of rows; an empty one is that of a row that is gone or, where a row stands, of one that does not
// open.
type rowSums map[recordTable]map[dispatch.ID][]byte

// tell takes up what a line told.
func (r rowSums) tell(told rowSums) {
	for table, rows := range told {
		if r[table] == nil {
			r[table] = map[dispatch.ID][]byte{}
		}
		for id, sum := range rows {
			r[table][id] = sum
			if len(sum) == 0 {
				delete(r[table], id)
			}
		}
	}
}

// logRows appends an event that tells of rows as they stand after the change: those that do not are told as gone.
func (s *Store) logRows(ctx context.Context, tx *sql.Tx, e dispatch.Event, rows touched) error {
	told := rowSums{}
	for table, ids := range rows {
		stand, err := s.rowsStanding(ctx, tx, table, ids)
		if err != nil {
			return err
		}
		told[table] = map[dispatch.ID][]byte{}
		for _, id := range ids {
			sum, stands := stand[id]
			if stands && sum == nil {
				return problem(dispatch.KindIntegrity, "record_altered")
			}
			told[table][id] = sum
		}
	}
	_, err := s.appendTelling(ctx, tx, e, telling{rows: told})
	return err
}

// rowsAtOnce bounds the parameters of one query.
const rowsAtOnce = 500

func (s *Store) rowsStanding(ctx context.Context, q querier, table recordTable, ids []dispatch.ID) (map[dispatch.ID][]byte, error) {
	found := make(map[dispatch.ID][]byte, len(ids))
	for some := range slices.Chunk(ids, rowsAtOnce) {
		where := ` WHERE ` + toldRows[table].id + ` IN (` + marks(len(some)) + `)`
		if err := s.sumRows(ctx, q, table, found, where, anys(some)...); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// allRows hashes every row of a table.
func (s *Store) allRows(ctx context.Context, q querier, table recordTable) (map[dispatch.ID][]byte, error) {
	found := map[dispatch.ID][]byte{}
	return found, s.sumRows(ctx, q, table, found, "")
}

func (s *Store) sumRows(ctx context.Context, q querier, table recordTable, into map[dispatch.ID][]byte, where string, args ...any) error {
	columns := toldRows[table]
	sealed := columns.sealed
	if sealed == "" {
		sealed = "x''"
	}
	_, err := collect(ctx, q, func(scan func(...any) error) (none struct{}, err error) {
		var id dispatch.ID
		var clear string
		var plain []byte
		if err := scan(&id, &clear, &plain); err != nil {
			return none, err
		}
		into[id] = nil
		if columns.sealed != "" {
			if plain, err = s.unseal(place(string(table), columns.sealed, string(id)), plain); err != nil {
				return none, nil //nolint:nilerr // it stands without a hash
			}
		}
		into[id] = rowSum(clear, plain)
		return none, nil
	}, `SELECT `+columns.id+`, `+columns.clear+`, `+sealed+` FROM `+string(table)+where, args...)
	return err
}

// rowSum is a hash of what a row seals and of what stands in clear beside it.
func rowSum(clear string, plain []byte) []byte {
	sealed := sha256.Sum256(plain)
	sum := sha256.Sum256(append(sealed[:], clear...))
	return sum[:]
}
