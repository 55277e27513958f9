package store

import (
	"encoding/json"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// place names a sealed value: nothing opens anywhere but where it was put.
func place(table, column, row string) string { return table + "/" + column + "/" + row }

// sealJSON seals v for a place.
func (s *Store) sealJSON(place string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, misused("value without JSON")
	}
	return s.sealer.Seal(place, plain), nil
}

// openJSON reads what sealJSON wrote.
func (s *Store) openJSON(place string, sealed []byte, v any) error {
	plain, err := s.unseal(place, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return problem(dispatch.KindIntegrity, "record_altered")
	}
	return nil
}

// unseal opens what stands in a place. The sealer's own words are left out: they may quote the place.
func (s *Store) unseal(place string, sealed []byte) ([]byte, error) {
	plain, err := s.sealer.Open(place, sealed)
	if err != nil {
		return nil, problem(dispatch.KindIntegrity, "record_altered")
	}
	return plain, nil
}

// draw fills b. It panics when randomness fails, as crypto/rand does.
func (s *Store) draw(b []byte) {
	if _, err := io.ReadFull(s.random, b); err != nil {
		panic("store: no randomness: " + err.Error())
	}
}

// micros is a time as the database keeps it.
func micros(t time.Time) int64 { return t.UnixMicro() }

// nullMicros is micros, and NULL for the zero time.
func nullMicros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return micros(t)
}

// fromMicros reads micros back.
func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }
