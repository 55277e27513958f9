package crashdrill_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// stage is a part of a dispatch's life in which the program dies.
type stage struct {
	name  string
	begun bool   // the dispatch is queued before
	from  string // the home whose copies die
	// before are the calls that bring a home so far, and dying the one that dies and is made again.
	before  []call
	dying   call
	leftOut []failpoint.Point
	only    func(service) bool // nil: every service
}

// What the program does when it is started, so much later.
var (
	run      = []string{"outbox", "run"}
	soon     = 20 * time.Minute // every attempt is over, whoever made it
	settling = []time.Duration{soon, time.Hour, 3 * time.Hour, 8 * time.Hour, 30 * time.Hour}
)

// The verdicts of a cell that the documentation shows.
const (
	arrived    = "arrived"     // once, whole, and the log says so
	unknown    = "unknown"     // the log says that it cannot tell; nothing stands twice
	toldFailed = "told failed" // nothing arrived, and the log says so
	takenBack  = "taken back"  // nothing stands there any more, and the log says so
	gone       = "gone"        // nothing stands there any more, and whoever takes it back once more is told that somebody may have it
	done       = "done"        // whole, or not there at all, and finished when done again
)

// cell is one death, and what came of it.
type cell struct {
	service   string
	stage     string
	die       death
	dispatch  app.DispatchView
	recalling bool
	toldGone  bool // the recall that was made again found nothing, and said so
}

// String names the cell.
func (c cell) String() string { return c.service + ", " + c.stage + ", " + c.die.String() }

// live brings a copy of a home to the death, through it, and to rest.
func (p program) live(t *testing.T, s service, st stage, die death, trace string) cell {
	t.Helper()
	home := copyHome(t, st.from)
	for _, c := range st.before {
		p.run(t, home, c)
	}
	c := cell{service: s.name, stage: st.name, die: die, recalling: st.dying.args[1] == "cancel"}
	dying := st.dying
	dying.args, dying.die, dying.trace = p.addressed(t, home, dying.args), die, trace
	o := p.run(t, home, dying)
	if !o.killed && die.at != "" && die.n == 1 {
		t.Errorf("%s: never reached: %+v", c, o)
	}
	p.proven(t, home)
	if known := p.logged(t, home); len(known) == 0 || c.recalling && o.killed {
		dying.die, dying.trace, dying.ahead = death{}, "", dying.ahead+soon
		again := p.run(t, home, dying) // whoever was told nothing does it again
		c.toldGone = again.code != 0 && strings.Contains(again.stderr, "somebody may have the document")
	}
	c.dispatch = p.settle(t, s, home, dying.ahead)
	p.proven(t, home)
	return c
}

// addressed puts the only dispatch of a home where a call wants its id.
func (p program) addressed(t *testing.T, home string, args []string) []string {
	t.Helper()
	if args[len(args)-1] != "ID" {
		return args
	}
	return append(append([]string{}, args[:len(args)-1]...), string(p.logged(t, home)[0].ID))
}

// settle starts the program again and again, over the hours that it would take since a death, until the dispatch rests.
func (p program) settle(t *testing.T, s service, home string, died time.Duration) app.DispatchView {
	t.Helper()
	for _, ahead := range settling {
		p.run(t, home, call{args: run, ahead: died + ahead}) // the lease of the one that died is over
		known := p.logged(t, home)
		if len(known) != 1 {
			t.Fatalf("the log knows of %d dispatches, want 1", len(known))
		}
		if rests(s, known[0]) || ahead == settling[len(settling)-1] {
			return known[0]
		}
	}
	panic("unreachable")
}

func rests(s service, d app.DispatchView) bool {
	switch d.State {
	case dispatch.Accepted, dispatch.Delivered, dispatch.Failed, dispatch.Cancelled, dispatch.Partial:
		return true
	case dispatch.Uncertain:
		return !s.Asks
	default:
		return d.AwaitsPerson
	}
}

// judge compares what the log says with what the server holds. An error is a broken promise.
func (c cell) judge(held []drilltest.Arrival) (verdict string, err error) {
	found, whole := c.find(held)
	state := c.dispatch.State
	good := state == dispatch.Accepted || state == dispatch.Delivered
	switch {
	case found > 1:
		return "TWICE", fmt.Errorf("the server holds it %d times", found)
	case found != whole:
		return "ALTERED", fmt.Errorf("what the server holds is not what was queued")
	case state == dispatch.Uncertain:
		return unknown, nil
	case good && found == 1:
		return arrived, nil
	case good && !c.toldGone:
		return "LOST", fmt.Errorf("the log says %s, the server holds nothing", state)
	case state == dispatch.Failed && found == 1:
		return "DENIED", fmt.Errorf("the log says %s, the server holds it", state)
	case good || state == dispatch.Failed:
		return c.absent(good), nil
	default:
		return "STUCK", fmt.Errorf("it is %s for ever", state)
	}
}

// absent is the verdict where the server holds nothing, of what the log knows to have arrived once or to have failed.
func (c cell) absent(arrivedOnce bool) string {
	switch {
	case arrivedOnce:
		return gone
	case c.recalling:
		return takenBack
	default:
		return toldFailed
	}
}

// find counts what stands under a reference of the dispatch, and what of it is the document that was queued.
func (c cell) find(held []drilltest.Arrival) (found, whole int) {
	for _, a := range held {
		for _, attempt := range c.dispatch.Attempts {
			if !strings.HasPrefix(string(attempt.ID), a.Reference) {
				continue
			}
			found++
			if a.SHA256 == c.dispatch.Documents[0].SHA256 {
				whole++
			}
		}
	}
	return found, whole
}
