package app

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store/storetest"
)

// benchHome names a home that cmd/samplehome made, to measure a large log; without it, one of a few thousand
// dispatches is made.
const benchHome = "SOUSPLI_BENCH_HOME"

const fewDispatches = 5000

// openBench opens the home to measure.
func openBench(b *testing.B) *App {
	b.Helper()
	c := Config{Home: os.Getenv(benchHome)}
	if c.Home == "" {
		c.Home = b.TempDir()
		fillBench(b, c)
	}
	a, err := Open(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
	return a
}

func fillBench(b *testing.B, c Config) {
	b.Helper()
	if _, err := Init(b.Context(), c, InitOptions{Practice: true}); err != nil {
		b.Fatal(err)
	}
	a, err := Open(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	clinic := storetest.NewClinic(storetest.Options{Seed: 1, People: 300, Size: fewDispatches, Last: time.Now()})
	if err := a.Fill(b.Context(), clinic, fewDispatches, func(int) {}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSearchHome measures what people ask of a log, by kinds of questions.
func BenchmarkSearchHome(b *testing.B) {
	a := openBench(b)
	fax := []dispatch.ChannelKind{dispatch.CloudFax}
	failed, open := []dispatch.State{dispatch.Failed}, []dispatch.State{dispatch.Accepted, dispatch.Uncertain}
	now := time.Now()
	var all []dispatch.Filter
	for _, question := range []struct {
		name string
		dispatch.Filter
	}{
		{"newest", dispatch.Filter{}},
		{"oldest", dispatch.Filter{Oldest: true}},
		{"three letters", dispatch.Filter{Query: "tre"}},
		{"common word", dispatch.Filter{Query: "ordonnance"}},
		{"two common words and channel", dispatch.Filter{Query: "pharmacie ordonnance", Channels: fax}},
		{"two common words and state", dispatch.Filter{Query: "clinique resultat", States: failed}},
		{"two common words and open states", dispatch.Filter{Query: "rosalie gagne", States: open}},
		{"two common words and period", dispatch.Filter{Query: "laboratoire ordonnance", Since: now.AddDate(0, 0, -30)}},
		{"two common words and a month years ago", dispatch.Filter{Query: "tremblay ordonnance", Since: now.AddDate(-4, 0, 0), Until: now.AddDate(-4, 1, 0)}},
		{"two common words from a day years ago", dispatch.Filter{Query: "tremblay ordonnance", Until: now.AddDate(-4, 0, 0)}},
		{"two words that seldom meet", dispatch.Filter{Query: "saint-pierre chicoutimi", Channels: fax}},
		{"two words that never meet", dispatch.Filter{Query: "pharmacie clsc", States: failed}},
		{"two words, channel, state and period", dispatch.Filter{Query: "pharmacie ordonnance", Channels: fax, States: failed, Since: now.AddDate(-1, 0, 0)}},
		{"unknown word", dispatch.Filter{Query: "fatima inconnue", Channels: fax}},
		{"number", dispatch.Filter{Query: "514 555-0142", States: failed}},
		{"number and word", dispatch.Filter{Query: "514 555-0142 ordonnance", States: open}},
		{"failed", dispatch.Filter{States: failed}},
		{"failed by fax", dispatch.Filter{States: failed, Channels: fax}},
		{"failed, oldest", dispatch.Filter{States: failed, Oldest: true}},
		{"delivered by fax four years ago", dispatch.Filter{States: []dispatch.State{dispatch.Delivered}, Channels: fax, Until: now.AddDate(-4, 0, 0)}},
		{"month", dispatch.Filter{Since: now.AddDate(0, 0, -30)}},
	} {
		all = append(all, question.Filter)
		b.Run(question.name, func(b *testing.B) { benchSearch(b, a, []dispatch.Filter{question.Filter}) })
	}
	b.Run("all", func(b *testing.B) { benchSearch(b, a, all) })
}

func benchSearch(b *testing.B, a *App, questions []dispatch.Filter) {
	found, n := 0, 0
	took := measured(b, func(ctx context.Context, i int) error {
		page, err := a.Desk.Search(ctx, questions[i%len(questions)])
		found, n = found+len(page.Dispatches), n+1
		return err
	})
	report(b, took)
	b.ReportMetric(float64(found)/float64(n), "rows/op")
}

// measured runs a step over and over, and tells how long each took.
func measured(b *testing.B, step func(ctx context.Context, i int) error) []time.Duration {
	b.Helper()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if err := step(b.Context(), i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	return took
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// BenchmarkPagesOfHome walks the whole log page by page: each costs the same, however deep.
func BenchmarkPagesOfHome(b *testing.B) {
	a := openBench(b)
	after := ""
	report(b, measured(b, func(ctx context.Context, _ int) error {
		page, err := a.Desk.Search(ctx, dispatch.Filter{After: after})
		after = page.Next
		return err
	}))
}

// BenchmarkAddToHome adds one more dispatch to the log.
func BenchmarkAddToHome(b *testing.B) {
	a := openBench(b)
	clinic := storetest.NewClinic(storetest.Options{Seed: uint64(time.Now().UnixNano()), People: 300, Size: 1_000_000, Last: time.Now()})
	report(b, measured(b, func(ctx context.Context, i int) error {
		d := clinic.Dispatch(999_999 - i)
		d.ID, d.State, d.Attempts, d.Created = dispatch.NewID(rand.Reader), dispatch.ByHand, nil, time.Now()
		return a.store.Create(ctx, d, "", dispatch.Event{Type: dispatch.EventByHand, At: d.Created})
	}))
}

// BenchmarkFiguresOfHome counts weeks of the log.
func BenchmarkFiguresOfHome(b *testing.B) {
	a := openBench(b)
	for _, weeks := range []int{12, 52, 312} {
		b.Run(strconv.Itoa(weeks), func(b *testing.B) {
			report(b, measured(b, func(ctx context.Context, _ int) error {
				_, err := a.Desk.Figures(ctx, time.Now().AddDate(0, 0, -7*weeks), time.Time{})
				return err
			}))
		})
	}
}

// BenchmarkWindowOfHome reads what the window shows before anybody asked for anything.
func BenchmarkWindowOfHome(b *testing.B) {
	a := openBench(b)
	moving := dispatch.Filter{States: []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Sending}, Limit: 200}
	report(b, measured(b, func(ctx context.Context, _ int) error {
		_, moving := a.Desk.Search(ctx, moving)
		_, counts := a.Desk.CountByState(ctx)
		_, tasks := a.Desk.Tasks(ctx)
		_, version := a.Desk.Version(ctx)
		return errors.Join(moving, counts, tasks, version)
	}))
}

// BenchmarkPlanOfHome counts what is over.
func BenchmarkPlanOfHome(b *testing.B) {
	a := openBench(b)
	report(b, measured(b, func(ctx context.Context, _ int) error {
		_, err := a.Desk.PlanRetention(ctx)
		return err
	}))
}

// BenchmarkVerifyHome proves the whole log, line by line.
func BenchmarkVerifyHome(b *testing.B) {
	a := openBench(b)
	lines := int64(0)
	for b.Loop() {
		proven, err := a.Desk.Verify(b.Context(), nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		lines += proven.Events
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}
