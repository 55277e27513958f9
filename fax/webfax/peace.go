package webfax

import (
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Peace is until when the service wants to be left alone. The zero value is now; it may be used by several
// goroutines.
type Peace struct {
	mu    sync.Mutex
	until time.Time
}

// Heed remembers what an answer asks for.
func (p *Peace) Heed(answer webservice.Answer, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := now.Add(answer.Again(now)); until.After(p.until) {
		p.until = until
	}
}

// Left is how long nothing is to be asked: 0, or up to an hour.
func (p *Peace) Left(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.until.Sub(now), 0)
}

// Asking is e, and says for how long the service wants to be left alone: whoever queues for it is to know.
func (p *Peace) Asking(e *dispatch.Error, now time.Time) *dispatch.Error {
	e.Again = p.Left(now)
	return e
}
