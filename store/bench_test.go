package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store/storetest"
)

// rowsVariable sets how many dispatches the benchmarks search through: 1000000 takes some minutes to
// fill.
const rowsVariable = "STORE_BENCH_ROWS"

const defaultRows = 10_000

func benchRows(b *testing.B) int {
	b.Helper()
	value := os.Getenv(rowsVariable)
	if value == "" {
		return defaultRows
	}
	rows, err := strconv.Atoi(value)
	if err != nil {
		b.Fatal(err)
	}
	return rows
}

func benchStore(b *testing.B) *Store {
	b.Helper()
	s, err := Open(b.Context(), Options{
		Dir: b.TempDir(), Sealer: crypto.NewVault(rand.Reader), Now: time.Now, Random: rand.Reader,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// fillBatch is how many dispatches one transaction creates.
const fillBatch = 2000

// fill creates n dispatches in few transactions.
func fill(ctx context.Context, s *Store, n int, draw func(i int) dispatch.Dispatch) error {
	for first := 0; first < n; first += fillBatch {
		err := s.change(ctx, "fill", func(tx *sql.Tx) error {
			for i := first; i < min(n, first+fillBatch); i++ {
				if err := fillOne(ctx, s, tx, draw(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fillOne creates a dispatch straight in the state it has.
func fillOne(ctx context.Context, s *Store, tx *sql.Tx, d dispatch.Dispatch) error {
	state := d.State
	d.State = dispatch.Held
	if err := s.create(ctx, tx, d, "", dispatch.Event{Type: dispatch.EventCreated, At: d.Created}); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE dispatches SET state = ?, next_at = NULL WHERE id = ?`, state, d.ID); err != nil {
		return err
	}
	if err := count(ctx, tx, dispatch.Held, -1); err != nil {
		return err
	}
	return count(ctx, tx, state, 1)
}

var (
	firstNames = []string{"Rosalie", "Marc", "Zoé", "Émile", "Li", "Fatima", "Jean-Guy", "Noémie", "Wassim", "Élise", "Thomas", "Anh"}
	lastNames  = []string{"Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie", "Fortin", "Gagné", "Ouellet", "Pelletier", "Bélanger", "Lévesque", "Bergeron"}
	places     = []string{"Beaubien", "Jean-Talon", "Rosemont", "Sainte-Foy", "Limoilou", "Chicoutimi", "Rimouski", "Gatineau", "Hull", "Laval", "Longueuil", "Sherbrooke"}
	houses     = []string{"Pharmacie", "Clinique", "Hôpital", "CLSC", "Laboratoire", "Cabinet"}
	documents  = []string{"Ordonnance", "Requête", "Rapport de consultation", "Résultat", "Résumé de congé"}
)

func pick[T any](r *mathrand.Rand, from []T) T { return from[r.IntN(len(from))] }

// likely is a dispatch like those of a clinic: most are delivered, a few wait or failed. Every clinic
// writes to a few thousand people.
func likely(r *mathrand.Rand, i int) dispatch.Dispatch {
	who := r.IntN(4000)
	people := mathrand.New(mathrand.NewPCG(uint64(who), 7))
	address := fmt.Sprintf("+1514555%04d", who)
	channel := []dispatch.ChannelKind{dispatch.CloudFax, dispatch.CloudFax, dispatch.EmailEncrypted, dispatch.Portal}[r.IntN(4)]
	to := dispatch.Recipient{
		ID: dispatch.NewID(rand.Reader), Name: pick(people, firstNames) + " " + pick(people, lastNames) + strconv.Itoa(who%97),
		Organisation: pick(people, houses) + " " + pick(people, places),
		Routes:       []dispatch.Route{{Channel: channel, Address: address}},
	}
	state := dispatch.Delivered
	switch n := r.IntN(1000); {
	case n < 10:
		state = dispatch.Failed
	case n < 12:
		state = dispatch.Uncertain
	case n < 150:
		state = dispatch.Accepted
	}
	created := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * 3 * time.Minute)
	patient := pick(r, firstNames) + " " + pick(r, lastNames) + " " + strconv.Itoa(r.IntN(90_000))
	return dispatch.Dispatch{
		ID: dispatch.NewID(rand.Reader), State: state, Channel: channel, Account: "a", Recipient: to, Route: to.Routes[0],
		Subject: pick(r, documents) + " " + patient, Purpose: "care", Rules: []string{"R2", "R8"},
		Documents: []dispatch.Document{}, Created: created, Updated: created,
	}
}

// questions are what people type: two words, with a filter.
func questions() []dispatch.Filter {
	failed, open := []dispatch.State{dispatch.Failed}, []dispatch.State{dispatch.Accepted, dispatch.Uncertain}
	fax := []dispatch.ChannelKind{dispatch.CloudFax}
	return []dispatch.Filter{
		{Query: "tremblay beaubien", Channels: fax},
		{Query: "rosalie gagne", States: open},
		{Query: "pharmacie ordonnance", Channels: fax},
		{Query: "514 555-0142 ordonnance", States: open},
		{Query: "clinique resultat", States: failed},
		{Query: "zoe cote", States: failed},
		{Query: "laboratoire rimouski", Since: time.Date(2020, 1, 3, 0, 0, 0, 0, time.UTC), Until: time.Date(2020, 1, 9, 0, 0, 0, 0, time.UTC)},
		{Query: "fatima inconnue", Channels: fax},
	}
}

func BenchmarkSearch(b *testing.B) {
	s := benchStore(b)
	rows := benchRows(b)
	r := mathrand.New(mathrand.NewPCG(1, 2))
	began := time.Now()
	if err := fill(b.Context(), s, rows, func(i int) dispatch.Dispatch { return likely(r, i) }); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d rows in %s; %d MB", rows, time.Since(began).Round(time.Second), fileSize(b, s)>>20)
	for _, f := range questions() {
		b.Run(fmt.Sprintf("%s/%v/%v", f.Query, f.States, f.Channels), func(b *testing.B) { benchSearch(b, s, []dispatch.Filter{f}) })
	}
	b.Run("two words and a filter", func(b *testing.B) { benchSearch(b, s, questions()) })
	b.Run("newest", func(b *testing.B) { benchSearch(b, s, []dispatch.Filter{{}}) })
	b.Run("failed", func(b *testing.B) {
		benchSearch(b, s, []dispatch.Filter{{States: []dispatch.State{dispatch.Failed}}})
	})
	b.Run("one more", func(b *testing.B) { benchCreate(b, s, r) })
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.CountByState(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func fileSize(b *testing.B, s *Store) int64 {
	b.Helper()
	info, err := os.Stat(s.path(databaseName))
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func benchSearch(b *testing.B, s *Store, filters []dispatch.Filter) {
	var took []time.Duration
	found, i := 0, 0
	for b.Loop() {
		began := time.Now()
		page, err := s.Search(b.Context(), filters[i%len(filters)])
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		found += len(page.Dispatches)
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(found)/float64(i), "rows/op")
}

func benchCreate(b *testing.B, s *Store, r *mathrand.Rand) {
	for i := 0; b.Loop(); i++ {
		d := likely(r, i)
		d.State = dispatch.Held
		if err := s.Create(b.Context(), d, "", dispatch.Event{Type: dispatch.EventCreated, At: d.Created}); err != nil {
			b.Fatal(err)
		}
	}
}

// A line of the log with the rows that it tells of: dispatches as they ended, and their attempts.
func BenchmarkVerifyLog(b *testing.B) {
	s := benchStore(b)
	documents := map[dispatch.DocumentKind]dispatch.Document{}
	clinic := storetest.NewClinic(storetest.Options{Seed: 7, Size: benchRows(b), Last: time.Now(), Documents: documents})
	for first := range benchRows(b) / fillBatch {
		past := make([]dispatch.Dispatch, fillBatch)
		for i := range past {
			past[i] = clinic.Dispatch(first*fillBatch + i)
			past[i].Documents = nil // none is stored
		}
		if err := s.AddPast(b.Context(), past); err != nil {
			b.Fatal(err)
		}
	}
	size, err := s.LogSize(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n, err := s.VerifyLog(b.Context()); err != nil || n != size {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(size)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkAddDocument(b *testing.B) {
	s := benchStore(b)
	content := make([]byte, 25<<20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, _, err := s.AddDocument(b.Context(), dispatch.NewID(rand.Reader), bytes.NewReader(content)); err != nil {
			b.Fatal(err)
		}
	}
}
