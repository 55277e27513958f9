package store

import (
	"context"
	"runtime"
	"sync"
)

// verifyBatch bounds the memory of Verify: lines of a batch, of which as many are held at once as there are
// processors, and two more.
const verifyBatch = 1024

// batch is some lines, in order, with what is stored beside them.
type batch struct {
	lines    []eventRow
	evidence evidence
	err      error
	gathered chan struct{} // closed once the evidence is there
}

// batches reads the log from its beginning and gathers what stands beside its lines, several batches at once: opening
// them takes longer than reading them. They come in the order of the log. stop ends it, and returns when nothing
// reads any more.
func (v *verifier) batches(ctx context.Context) (all <-chan *batch, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ahead := make(chan *batch, runtime.GOMAXPROCS(0))
	var working sync.WaitGroup
	working.Go(func() {
		defer close(ahead)
		v.readAhead(ctx, &working, ahead)
	})
	return ahead, func() {
		cancel()
		for range ahead { //nolint:revive // what was read ahead is not needed
		}
		working.Wait()
	}
}

// readAhead hands over batches until the log ends, cannot be read, or nobody takes them any more.
func (v *verifier) readAhead(ctx context.Context, working *sync.WaitGroup, ahead chan<- *batch) {
	var before, last int64 // lines that were read, and the number of the last
	for {
		b := &batch{gathered: make(chan struct{})}
		b.lines, b.err = v.lines(ctx, last)
		if b.err != nil || len(b.lines) == 0 {
			close(b.gathered)
			ahead <- b
			return
		}
		from := before
		working.Go(func() {
			defer close(b.gathered)
			b.evidence, b.err = v.gather(ctx, from, b.lines)
		})
		select {
		case ahead <- b:
		case <-ctx.Done():
			return
		}
		before += int64(len(b.lines))
		last = b.lines[len(b.lines)-1].Seq
	}
}

func (v *verifier) lines(ctx context.Context, after int64) ([]eventRow, error) {
	v.reading.Lock()
	defer v.reading.Unlock()
	return collect(ctx, v.tx, scanEvent, selectEvents+` WHERE seq > ? ORDER BY seq LIMIT ?`, after, verifyBatch)
}
