package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// rowsStand says whether the rows are those that lines told of. Of settings, only those that a line told of count:
// the program remembers things there that are nobody's decision.
func (v *verifier) rowsStand(ctx context.Context) (bool, error) {
	for _, table := range toldTables() {
		found, err := v.store.allRows(ctx, v.tx, table)
		if err != nil {
			return false, err
		}
		told := v.rows[table]
		if table == settingRecord {
			maps.DeleteFunc(found, func(id dispatch.ID, _ []byte) bool { return told[id] == nil })
		}
		if !maps.EqualFunc(told, found, bytes.Equal) {
			return false, nil
		}
	}
	return true, nil
}

const selectEntered = `SELECT number, id, state, opened, updated, coalesce(keep_until, 0), event, body,
	(SELECT coalesce(group_concat(dispatch, ' '), '') FROM
		(SELECT dispatch FROM incident_dispatches WHERE incident = incidents.id ORDER BY dispatch))
	FROM incidents`

// incidentRow is an entry of the register, with the dispatches that it is linked to. By what stands of it in clear it is
// kept and keeps its dispatches.
type incidentRow struct {
	number, opened, updated, keepUntil, event int64

	id     dispatch.ID
	state  dispatch.IncidentState
	body   []byte
	linked string
}

func scanEntered(scan func(...any) error) (r incidentRow, err error) {
	err = scan(&r.number, &r.id, &r.state, &r.opened, &r.updated, &r.keepUntil, &r.event, &r.body, &r.linked)
	return r, err
}

func (r incidentRow) keeps(s *Store) (dispatch.ID, kept, bool) {
	plain, err := s.unseal(incidentPlace(r.id, r.event), r.body)
	var i dispatch.Incident
	if err != nil || json.Unmarshal(plain, &i) != nil || !r.agrees(i) {
		return r.id, kept{}, false
	}
	sum := sha256.Sum256(plain)
	return r.id, kept{event: r.event, sum: sum[:]}, true
}

func (r incidentRow) agrees(i dispatch.Incident) bool {
	keepUntil := int64(0)
	if until := i.KeepUntil().Time(); !until.IsZero() {
		keepUntil = micros(until)
	}
	return r.number == i.Number && r.id == i.ID && r.state == i.State && r.opened == micros(i.Opened) &&
		r.updated == micros(i.Updated) && r.keepUntil == keepUntil && r.linked == linkedText(i)
}

func linkedText(i dispatch.Incident) string {
	ids := slices.Concat(i.Dispatches, i.Declared)
	slices.Sort(ids)
	texts := make([]string, 0, len(ids))
	for _, id := range slices.Compact(ids) {
		texts = append(texts, string(id))
	}
	return strings.Join(texts, " ")
}
