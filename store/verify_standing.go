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

// entered hashes entries of the register of incidents. One whose sealed part does not agree with what stands in clear,
// by which it is kept and keeps its dispatches, is left out.
func (v *verifier) entered(ctx context.Context, ids []dispatch.ID) (map[dispatch.ID]kept, error) {
	found := make(map[dispatch.ID]kept, len(ids))
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var row incidentRow
		if err := scan(&row.number, &row.id, &row.state, &row.opened, &row.updated, &row.keepUntil, &row.event, &row.body, &row.linked); err != nil {
			return none, err
		}
		plain, err := v.store.unseal(incidentPlace(row.id, row.event), row.body)
		var i dispatch.Incident
		if err == nil && json.Unmarshal(plain, &i) == nil && row.agrees(i) {
			sum := sha256.Sum256(plain)
			found[row.id] = kept{event: row.event, sum: sum[:]}
		}
		return none, nil
	}, `SELECT number, id, state, opened, updated, coalesce(keep_until, 0), event, body,
		(SELECT coalesce(group_concat(dispatch, ' '), '') FROM
			(SELECT dispatch FROM incident_dispatches WHERE incident = incidents.id ORDER BY dispatch))
		FROM incidents WHERE id IN (`+marks(len(ids))+`)`, anys(ids)...)
	return found, err
}

// incidentRow is an entry of the register as it stands in clear, with the dispatches that it is linked to.
type incidentRow struct {
	number, opened, updated, keepUntil, event int64

	id     dispatch.ID
	state  dispatch.IncidentState
	body   []byte
	linked string
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
