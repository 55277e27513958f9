package outbox

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Config is what an outbox works with. Store, Carrier, Clock, Random and Holder are required.
type Config struct {
	Store   Store
	Carrier Carrier
	Clock   Clock
	Random  io.Reader
	Actor   string       // in events; empty: souspli
	Holder  dispatch.ID  // of the lease: one per running program
	Log     *slog.Logger // identifiers and codes only; nil: none
	// Progress hears of running attempts, Changed that something was stored. Both may be nil, are called
	// from several goroutines, and must return soon.
	Progress func(dispatch.ID, dispatch.Progress)
	Changed  func()
	// Total and PerAccount bound how many attempts run at once; 0: 4 and 2. The last free place is kept
	// for an account that has nothing running, so that a slow one does not block the others.
	Total, PerAccount int
	// Follow is when something accepted is asked about for the first time; 0: 15 s after.
	Follow time.Duration
	// Reminder is how long after its sending nothing final is no cause to trouble a person, and the code of what
	// they are then told. It comes before what a Status says; zero: leave it to that. Nil: always zero.
	Reminder func(context.Context, dispatch.Dispatch) (time.Duration, string)
	// Grace is how long a stop waits for running attempts before it cancels them; 0: 20 s.
	Grace time.Duration
}

const (
	defaultTotal      = 4
	defaultPerAccount = 2
	defaultGrace      = 20 * time.Second
)

func (c Config) withDefaults() Config {
	if c.Actor == "" {
		c.Actor = "souspli"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Progress == nil {
		c.Progress = func(dispatch.ID, dispatch.Progress) {}
	}
	if c.Changed == nil {
		c.Changed = func() {}
	}
	if c.Total <= 0 {
		c.Total = defaultTotal
	}
	if c.PerAccount <= 0 {
		c.PerAccount = defaultPerAccount
	}
	if c.Follow <= 0 {
		c.Follow = followFirst
	}
	if c.Reminder == nil {
		c.Reminder = func(context.Context, dispatch.Dispatch) (time.Duration, string) { return 0, "" }
	}
	if c.Grace <= 0 {
		c.Grace = defaultGrace
	}
	c.Random = &lockedReader{r: c.Random}
	return c
}

// lockedReader lets attempts share one source of randomness.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

// Read implements io.Reader.
func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
