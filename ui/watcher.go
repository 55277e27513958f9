package ui

import (
	"context"
	"maps"
	"sync/atomic"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// beat is how often the watcher looks: progress is shown at most four times a second.
const beat = 250 * time.Millisecond

// watcher asks the home whether anything changed and wakes the window only then. When nothing happens,
// nothing is drawn.
type watcher struct {
	u        *UI
	counting atomic.Bool // an undo window is open: wake once a second
	beats    int
	version  int64
	known    bool
	progress map[dispatch.ID]dispatch.Progress
	second   int64
	looking  atomic.Bool // into the print folder
}

func newWatcher(u *UI) *watcher { return &watcher{u: u} }

func (w *watcher) run() {
	if w.u.config.Ticks == nil || w.u.desk == nil {
		return
	}
	ticks, stop := w.u.config.Ticks(beat)
	defer stop()
	for {
		select {
		case <-w.u.ctx.Done():
			return
		case <-ticks:
			w.tick(w.u.ctx)
		}
	}
}

// tick looks once.
func (w *watcher) tick(ctx context.Context) {
	if w.beats%2 == 0 {
		w.lookForChanges(ctx)
	}
	w.lookForPrinted()
	w.beats++
	w.lookForProgress()
	w.count()
	if w.u.idle.due(w.u.now()) {
		w.u.onMain(w.u.idled)
	}
	if w.u.tidings.isDue(w.u.now()) {
		w.u.onMain(w.u.tell)
	}
	if w.u.clipboard.due(w.u.now()) {
		w.u.onMain(w.u.takeBack)
	}
}

func (w *watcher) lookForChanges(ctx context.Context) {
	version, err := w.u.desk.Version(ctx)
	if err != nil {
		w.u.log.WarnContext(ctx, "the home can't be asked for changes", "error", err)
		return
	}
	if w.known && version != w.version {
		w.u.onMain(w.u.refresh)
	}
	w.version, w.known = version, true
}

func (w *watcher) lookForProgress() {
	if w.u.config.Progress == nil {
		return
	}
	progress := w.u.config.Progress()
	if maps.Equal(progress, w.progress) {
		return
	}
	w.progress = progress
	w.u.onMain(func() { w.u.progressed(progress) })
}

func (w *watcher) count() {
	if second := w.u.now().Unix(); (w.counting.Load() || w.u.counting.Load()) && second != w.second {
		w.second = second
		w.u.onMain(w.u.counted)
	}
}
