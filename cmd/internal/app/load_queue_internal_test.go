package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const (
	faxes   = 6000
	portals = 3500
	mails   = 500
)

// TestTenThousandAtOnce queues a slow fax line, a slow portal, and e-mail that was queued last, and lets them leave
// while a window reads, while somebody takes back what waits, and over a restart. It measures memory, so it runs alone.
func TestTenThousandAtOnce(t *testing.T) {
	fax := queue{dispatch.CloudFax, dispatch.NewID(rand.Reader), 100, 100 * time.Millisecond}
	portal := queue{dispatch.Portal, dispatch.NewID(rand.Reader), portals, 30 * time.Millisecond}
	mail := queue{dispatch.EmailEncrypted, dispatch.NewID(rand.Reader), mails, 0}
	l := newLoaded(t, fax)
	l.start(t)
	l.far.until(t, fax.account, 5)
	few := heap()
	l.stop()

	fax.n = faxes
	for i := 100; i < fax.n; i++ {
		l.queue(t, fax, i)
	}
	l.fill(t, portal, mail)
	l.start(t)
	window := l.read(t)
	l.far.until(t, mail.account, mails/2)
	if many := heap(); many > few+16<<20 {
		t.Errorf("%d MB stand in memory with ten thousand waiting, %d with a hundred", many>>20, few>>20)
	}
	l.far.until(t, mail.account, mails)
	if faxed := len(l.far.holds(fax.account)); faxed > 1000 {
		t.Errorf("%d faxes left before the last e-mail", faxed)
	}
	cancelled := l.takeBack(t, dispatch.CloudFax, 300)
	window.end(t)
	l.walStaysSmall(t)
	l.stop()
	l.reopen(t)
	l.start(t)
	l.far.until(t, fax.account, len(l.far.holds(fax.account))+10)
	l.stop()
	l.linesKept(t, fax, portal, mail)
	all := l.all(t)
	if len(all) != faxes+portals+mails {
		t.Fatalf("%d dispatches in the log", len(all))
	}
	l.inOrder(t, all, fax, portal, mail)
	l.everyOneAccountedFor(t, all)
	if n := count(all, dispatch.Cancelled); n != cancelled {
		t.Errorf("%d are cancelled, want %d", n, cancelled)
	}
}

func (l *loaded) fill(tb testing.TB, queues ...queue) {
	tb.Helper()
	for _, q := range queues {
		l.far.pace[q.account] = q.pace // nothing of it is sent yet
		for i := range q.n {
			l.queue(tb, q, i)
		}
	}
}

func (l *loaded) reopen(tb testing.TB) {
	tb.Helper()
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	l.open(tb)
}

// all is the whole log, oldest first.
func (l *loaded) all(tb testing.TB) (all []dispatch.Dispatch) {
	tb.Helper()
	for f := (dispatch.Filter{Oldest: true, Limit: 1000}); ; {
		page, err := l.Desk.Search(tb.Context(), f)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, page.Dispatches...)
		if f.After = page.Next; f.After == "" {
			return all
		}
	}
}

func count(all []dispatch.Dispatch, state dispatch.State) (n int) {
	for _, d := range all {
		if d.State == state {
			n++
		}
	}
	return n
}

// reading is what a window does beside the outbox.
type reading struct {
	stop  context.CancelFunc
	ended chan struct{}
	took  []time.Duration
	err   error
}

// read reads what a window shows, over and over.
func (l *loaded) read(tb testing.TB) *reading {
	ctx, stop := context.WithCancel(tb.Context())
	r := &reading{stop: stop, ended: make(chan struct{})}
	desk := l.Desk
	go func() {
		defer close(r.ended)
		for ctx.Err() == nil && r.err == nil {
			began := time.Now()
			if r.err = windowReads(context.WithoutCancel(ctx), desk); r.err == nil {
				r.took = append(r.took, time.Since(began))
			}
		}
	}()
	return r
}

// longestLook is far more than a window takes to read what it shows, also on a busy machine: a person who clicks then
// still gets an answer.
const longestLook = 2 * time.Second

func (r *reading) end(tb testing.TB) {
	tb.Helper()
	r.stop()
	<-r.ended
	if r.err != nil || len(r.took) == 0 {
		tb.Fatalf("a window could read %d times: %v", len(r.took), r.err)
	}
	slices.Sort(r.took)
	p95 := r.took[len(r.took)*95/100]
	tb.Logf("a window read %d times, half of them within %s, p95 %s", len(r.took), r.took[len(r.took)/2], p95)
	if p95 > longestLook {
		tb.Errorf("a window waits %s for what it shows", p95)
	}
}

// takeBack cancels the oldest of a channel that wait, while they leave.
func (l *loaded) takeBack(tb testing.TB, channel dispatch.ChannelKind, n int) (cancelled int) {
	tb.Helper()
	page, err := l.Desk.Search(tb.Context(), dispatch.Filter{
		States: []dispatch.State{dispatch.Held, dispatch.Queued}, Channels: []dispatch.ChannelKind{channel}, Oldest: true, Limit: n,
	})
	if err != nil || len(page.Dispatches) != n {
		tb.Fatalf("%d wait: %v", len(page.Dispatches), err)
	}
	for _, d := range page.Dispatches {
		switch err := l.Desk.Cancel(tb.Context(), d.ID); {
		case err == nil:
			cancelled++
		case dispatch.CodeOf(err) != "too_late" && dispatch.CodeOf(err) != "state_changed":
			tb.Error(err)
		}
	}
	return cancelled
}

// largestWAL is what readers may make SQLite keep beside the database.
const largestWAL = 32 << 20

func (l *loaded) walStaysSmall(tb testing.TB) {
	tb.Helper()
	info, err := os.Stat(filepath.Join(l.config.Home, "souspli.db-wal"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Logf("the WAL holds %d KiB", info.Size()>>10)
	if info.Size() > largestWAL {
		tb.Errorf("the WAL holds %d MiB", info.Size()>>20)
	}
}

// linesKept wants no account to have more than two under way at once.
func (l *loaded) linesKept(tb testing.TB, queues ...queue) {
	tb.Helper()
	l.far.mu.Lock()
	defer l.far.mu.Unlock()
	for _, q := range queues {
		if most := l.far.most[q.account]; most > 2 {
			tb.Errorf("%d by %s at once", most, q.channel)
		}
	}
}

// inOrder wants the oldest of each account first. Two that are under way at once may arrive the other way round.
func (l *loaded) inOrder(tb testing.TB, all []dispatch.Dispatch, queues ...queue) {
	tb.Helper()
	place := map[dispatch.ID]int{}
	for i, d := range all {
		for _, a := range d.Attempts {
			place[a.ID] = i
		}
	}
	for _, q := range queues {
		latest, wrong := -1, 0
		for _, a := range l.far.holds(q.account) {
			if place[a.attempt] < latest-2 {
				wrong++
			}
			latest = max(latest, place[a.attempt])
		}
		if wrong > 0 {
			tb.Errorf("%d by %s arrived after younger ones", wrong, q.channel)
		}
	}
}

// everyOneAccountedFor compares what the far side holds with what the log says: by reference, and by what arrived.
func (l *loaded) everyOneAccountedFor(tb testing.TB, all []dispatch.Dispatch) {
	tb.Helper()
	there := map[dispatch.ID][]arrival{}
	l.far.mu.Lock()
	for _, account := range l.far.arrived {
		for _, a := range account {
			there[a.attempt] = append(there[a.attempt], a)
		}
	}
	l.far.mu.Unlock()
	for _, d := range all {
		arrived := 0
		for _, a := range d.Attempts {
			arrived += len(there[a.ID])
			for _, got := range there[a.ID] {
				if got.sum != sumOf(d) {
					tb.Errorf("%s: something else arrived", d.ID)
				}
			}
			delete(there, a.ID)
		}
		if want := wanted(d); arrived != want && want >= 0 {
			tb.Errorf("%s is %s after %d attempts, and arrived %d times", d.ID, d.State, len(d.Attempts), arrived)
		}
	}
	if len(there) > 0 {
		tb.Errorf("%d arrived that the log knows nothing of", len(there))
	}
}

// wanted is how often a dispatch of a state must have arrived; -1: nobody can know.
func wanted(d dispatch.Dispatch) int {
	switch d.State {
	case dispatch.Accepted, dispatch.Delivered:
		return 1
	case dispatch.Uncertain, dispatch.Sending:
		return -1
	default:
		return 0
	}
}

// sumOf is of what arrives of a dispatch.
func sumOf(d dispatch.Dispatch) [sha256.Size]byte {
	return sha256.Sum256([]byte(d.Subject + strings.Repeat("Document fictif. ", 600)))
}

// windowReads is what the window reads after each change, and the first page of the history.
func windowReads(ctx context.Context, d *desk.Desk) error {
	_, moving := d.Search(ctx, dispatch.Filter{States: []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Sending}, Limit: 200})
	_, counts := d.CountByState(ctx)
	_, tasks := d.Tasks(ctx)
	_, version := d.Version(ctx)
	_, history := d.Search(ctx, dispatch.Filter{})
	return errors.Join(moving, counts, tasks, version, history)
}
