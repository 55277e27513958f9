package crashdrill_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// stages are the parts of a dispatch's life.
func stages(s service, letter string) []stage {
	send := []string{
		"send", "--to", recipientName, "--kind", string(s.Kind), "--channel", string(s.Account.Channel), "--authorised", "consentement 7",
		"--hold", "0s", letter,
	}
	lost := death{failpoint.Returned, 1}
	all := []stage{
		{name: "send", dying: call{args: send}, only: func(s service) bool { return s.queues }},
		{name: "outbox", begun: true, dying: call{args: run}},
		{name: "recovery", begun: true, before: []call{{args: run, die: lost}}, dying: call{args: run, ahead: soon}},
		{name: "follow", begun: true, before: []call{{args: run}}, dying: call{args: run, ahead: soon}, leftOut: reading},
		{
			name: "recall", begun: true, before: []call{{args: run}}, dying: call{args: []string{"outbox", "cancel", "ID"}},
			only: func(s service) bool { return s.recalls },
		},
	}
	for i, st := range all {
		all[i].leftOut = append(st.leftOut, failpoint.BeforeMigration, failpoint.Migrated) // nothing migrates
		if s.alone && st.begun {
			all[i].before = append([]call{{args: send}}, st.before...)
		}
	}
	return all
}

// reading are the points of questions that change nothing on the other side: to die once they are answered is enough.
var reading = []failpoint.Point{failpoint.Connected, failpoint.Wrote}

// TestCrashMatrix is the whole drill.
func TestCrashMatrix(t *testing.T) {
	t.Parallel()
	p := buildProgram(t, "failpoints")
	results := &table{}
	t.Run("services", func(t *testing.T) {
		for _, column := range services {
			t.Run(column.name, func(t *testing.T) {
				t.Parallel()
				s := column.start(t)
				s.name = column.name
				p.drill(t, s, results)
			})
		}
	})
	t.Run("chores", func(t *testing.T) { p.drillChores(t, results) })
	results.compare(t)
}

// drill kills the program everywhere while it sends by one service.
func (p program) drill(t *testing.T, s service, results *table) {
	t.Helper()
	b := newBase(t)
	b.serve(s)
	idle := copyHome(t, b.home)
	b.queue(s)
	queued := b.close()
	cells := &cells{}
	t.Run("cells", func(t *testing.T) {
		for _, st := range stages(s, b.letter) {
			if st.only != nil && !st.only(s) {
				continue
			}
			st.from = queued
			if !st.begun || s.alone {
				st.from = idle
			}
			trace := filepath.Join(t.TempDir(), "trace")
			cells.add(p.live(t, s, st, death{}, trace)) // nothing dies: the drill itself loses nothing
			for _, die := range deaths(passings(t, trace), st.leftOut...) {
				t.Run(strings.ReplaceAll(st.name+" "+die.String(), " ", "_"), func(t *testing.T) {
					t.Parallel()
					cells.add(p.live(t, s, st, die, ""))
				})
			}
		}
	})
	held := s.Holds()
	requireKnown(t, cells.all, held)
	for _, c := range cells.all {
		verdict, err := c.judge(held)
		if err != nil {
			t.Errorf("%s: %s: %v", c, verdict, err)
		}
		results.add(c, verdict)
	}
}

// deaths are the passings in a trace, each one a death.
func deaths(passed map[failpoint.Point]int, leftOut ...failpoint.Point) (all []death) {
	for _, point := range failpoint.All() {
		if slices.Contains(leftOut, point) {
			continue
		}
		for n := range passed[point] {
			all = append(all, death{point, n + 1})
		}
	}
	return all
}

// cells are those that were lived so far.
type cells struct {
	mu  sync.Mutex
	all []cell
}

func (c *cells) add(lived cell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, lived)
}

// requireKnown fails for what a server holds and no log knows of.
func requireKnown(t *testing.T, cells []cell, held []drilltest.Arrival) {
	t.Helper()
	for _, a := range held {
		known := slices.ContainsFunc(cells, func(c cell) bool {
			found, _ := c.find([]drilltest.Arrival{a})
			return found > 0
		})
		if !known {
			t.Errorf("the server holds %s, which no cell's log knows of", a.Reference)
		}
	}
}
