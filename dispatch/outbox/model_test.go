package outbox_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// TestModel lets two programs with competing leases live through random faults, crashes at any call of
// their stores, storms of the clock, and a person who cancels and settles; then it lets things calm down
// and compares what the log says with what the servers hold.
func TestModel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(noDeadline{t}, func(rt *rapid.T) {
			w := newWorld(t)
			rt.Repeat(map[string]func(*rapid.T){
				"queue":        w.queueOne,
				"script":       w.scriptOne,
				"start":        w.startOne,
				"stop":         w.stopOne,
				"crash":        w.crashOne,
				"store faults": w.breakStore,
				"lease faults": w.breakLease,
				"cancel":       w.cancelOne,
				"resolve":      w.resolveOne,
				"release":      func(*rapid.T) { w.releaseBlocked() },
				"time":         w.letTimePass,
				"takeover":     w.takeOver,
			})
			w.calmDown()
			w.verify(rt)
			w.end()
		})
	})
}

// noDeadline hides the real deadline, which a bubble does not know.
type noDeadline struct{ testing.TB }

// world is a bench on which anything may happen.
type world struct {
	*bench
	accounts   []dispatch.ID
	channels   []*dispatchtest.ScriptedChannel
	dispatches []dispatch.ID
	programs   [2]*program
	zombies    []*program
	blocked    []chan struct{}
	unsent     map[dispatch.ID]int  // how often a person said so
	sent       map[dispatch.ID]bool // whether a person said so
	answers    atomic.Int64
	mu         sync.Mutex
	busy       map[dispatch.ID]bool // attempts that a server took, and of which it said that they reached nobody
}

// program is an outbox and what fails for it.
type program struct {
	*running
	store    *faultyStore
	mu       sync.Mutex
	deadline int // calls of Apply until it dies; negative: never
	last     fault
	next     fault // of one Apply
}

func newWorld(t *testing.T) *world {
	w := &world{bench: newBench(t), unsent: map[dispatch.ID]int{}, sent: map[dispatch.ID]bool{}, busy: map[dispatch.ID]bool{}}
	w.addServer(w.channel, w.account, false)
	second := w.newID()
	w.addServer(w.addAccount(second), second, true)
	return w
}

// addServer gives an account a server; one that is able can be asked and followed, and sometimes does
// not want to tell.
func (w *world) addServer(c *dispatchtest.ScriptedChannel, account dispatch.ID, able bool) {
	w.accounts, w.channels = append(w.accounts, account), append(w.channels, c)
	if !able {
		return
	}
	c.Finds = func(a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
		if w.answers.Add(1)%3 == 0 {
			return dispatch.Unknown, dispatch.Receipt{}, nil
		}
		receipt := dispatch.Receipt{Provider: "scripted", Reference: "found"}
		return dispatch.TruthOf(slices.Contains(c.Holds(), a.ID)), receipt, nil
	}
	told := map[dispatch.ID]bool{} // of which this server said that they arrived
	c.Tracks = func(a dispatch.Attempt) (dispatch.Status, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		answer := w.answers.Add(1) % 7
		switch {
		case w.busy[a.ID] || answer >= 5 && !told[a.ID]:
			w.busy[a.ID] = true
			return reachedNobody(), nil
		case answer == 0:
			told[a.ID] = true
		}
		switch answer {
		case 0:
			return dispatch.Status{State: dispatch.Delivered}, nil
		case 1:
			return dispatch.Status{}, failed(dispatch.KindUnreachable, 0, true)
		default:
			return dispatch.Status{State: dispatch.Accepted}, nil
		}
	}
}

// reachedNobody is what a tracker says of a call that nobody took.
func reachedNobody() dispatch.Status {
	return dispatch.Status{
		State: dispatch.Failed, Failure: &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "busy"}, Retry: true,
	}
}

func (w *world) queueOne(rt *rapid.T) {
	w.dispatches = append(w.dispatches, w.queue(rapid.SampledFrom(w.accounts).Draw(rt, "account")))
	w.wake()
}

func (w *world) wake() {
	for _, p := range w.programs {
		if p != nil {
			p.Wake()
		}
	}
	synctest.Wait()
}

func (w *world) scriptOne(rt *rapid.T) {
	try := rapid.SampledFrom([]dispatchtest.Try{
		dispatchtest.Taken(), dispatchtest.Lost(), dispatchtest.Cut(), dispatchtest.Busy(), dispatchtest.Rejected(),
		{},
		{Arrives: true, Panics: true},
		{Panics: true},
		{Check: failed(dispatch.KindInvalid, 0, false)},
	}).Draw(rt, "try")
	if rapid.Bool().Draw(rt, "blocks") {
		try.Until = make(chan struct{})
		w.blocked = append(w.blocked, try.Until)
	}
	rapid.SampledFrom(w.channels).Draw(rt, "channel").Script(try)
}

func (w *world) releaseBlocked() {
	for _, until := range w.blocked {
		close(until)
	}
	w.blocked = nil
	synctest.Wait()
}

func (w *world) startOne(rt *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(rt, "program")
	if w.programs[i] == nil {
		w.programs[i] = w.newProgram()
	}
}

func (w *world) newProgram() *program {
	p := &program{store: &faultyStore{Store: w.store}, deadline: -1}
	p.store.onApply(p.decide)
	p.running = w.start(w.config(p.store))
	return p
}

// decide is asked by several goroutines at once. The world changes a program only while all of them rest.
func (p *program) decide(dispatch.Transition) fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.next
	p.next = works
	switch {
	case p.deadline > 0:
		p.deadline--
	case p.deadline == 0 && p.last == failsAfter:
		p.last = failsBefore
		return failsAfter
	case p.deadline == 0:
		return failsBefore
	}
	return f
}

func (w *world) pick(rt *rapid.T) (int, *program) {
	i := rapid.IntRange(0, 1).Draw(rt, "program")
	return i, w.programs[i]
}

func (w *world) stopOne(rt *rapid.T) {
	if i, p := w.pick(rt); p != nil {
		p.stop()
		w.programs[i] = nil
		if p.deadline >= 0 {
			w.zombies = append(w.zombies, p)
		}
	}
}

// crashOne makes a program die at a later call of Apply: from then on nothing it does is stored.
func (w *world) crashOne(rt *rapid.T) {
	i, p := w.pick(rt)
	if p == nil {
		return
	}
	p.deadline = rapid.IntRange(0, 4).Draw(rt, "calls left")
	p.last = rapid.SampledFrom([]fault{failsBefore, failsAfter}).Draw(rt, "last call")
	if p.deadline == 0 {
		p.last = failsBefore
	}
	p.store.onLease(func() fault {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.deadline == 0 {
			return failsBefore
		}
		return works
	})
	w.wake()
	p.cancel()
	synctest.Wait()
	p.deadline, p.last = 0, failsBefore
	w.zombies, w.programs[i] = append(w.zombies, p), nil
}

func (w *world) breakStore(rt *rapid.T) {
	if _, p := w.pick(rt); p != nil {
		p.next = rapid.SampledFrom([]fault{failsBefore, failsAfter}).Draw(rt, "fault")
	}
}

// breakLease makes a program unable to extend its lease, or able again.
func (w *world) breakLease(rt *rapid.T) {
	if _, p := w.pick(rt); p != nil && p.deadline < 0 {
		f := rapid.SampledFrom([]fault{works, failsBefore}).Draw(rt, "fault")
		p.store.onLease(func() fault { return f })
	}
}

func (w *world) letTimePass(rt *rapid.T) {
	w.pass(rapid.SampledFrom([]time.Duration{
		time.Second, 15 * time.Second, 40 * time.Second, 3 * time.Minute, time.Hour, 25 * time.Hour,
	}).Draw(rt, "how long"), 8*time.Hour)
}

// takeOver makes one program too slow to extend its lease, and lets the other take over.
func (w *world) takeOver(rt *rapid.T) {
	i, p := w.pick(rt)
	if p == nil {
		return
	}
	p.store.onLease(func() fault { return failsBefore })
	if w.programs[1-i] == nil {
		w.programs[1-i] = w.newProgram()
	}
	w.pass(rapid.SampledFrom([]time.Duration{40 * time.Second, 2 * time.Minute}).Draw(rt, "how long"), 5*time.Second)
}

func (w *world) cancelOne(rt *rapid.T) {
	if len(w.dispatches) == 0 {
		return
	}
	id := rapid.SampledFrom(w.dispatches).Draw(rt, "dispatch")
	if d := w.read(id); d.State.CanBecome(dispatch.Cancelled) {
		w.must(w.person(id, d.State, dispatch.Cancelled))
	}
}

func (w *world) resolveOne(rt *rapid.T) {
	if len(w.dispatches) == 0 {
		return
	}
	id := rapid.SampledFrom(w.dispatches).Draw(rt, "dispatch")
	if w.read(id).State != dispatch.Uncertain {
		return
	}
	if rapid.Bool().Draw(rt, "as sent") {
		w.sent[id] = true
		w.must(w.person(id, dispatch.Uncertain, dispatch.Accepted))
	} else {
		w.unsent[id]++
		w.must(w.person(id, dispatch.Uncertain, dispatch.Queued))
	}
	w.wake()
}

// calmDown heals everything and lets one program work for two weeks.
func (w *world) calmDown() {
	w.releaseBlocked()
	for _, p := range w.programs {
		if p != nil {
			p.next = works
			p.store.onLease(func() fault { return works })
		}
	}
	if w.programs[0] == nil && w.programs[1] == nil {
		w.programs[0] = w.newProgram()
	}
	w.pass(5*time.Minute, 5*time.Second)
	w.pass(14*24*time.Hour, 2*time.Hour)
}

func (w *world) end() {
	for _, p := range append(w.zombies, w.programs[:]...) {
		if p == nil {
			continue
		}
		p.cancel()
		for ended := false; !ended; {
			synctest.Wait()
			select {
			case <-p.ended:
				p.ended <- nil
				ended = true
			default:
				w.clock.Advance(20 * time.Second)
			}
		}
	}
}
