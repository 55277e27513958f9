package main

import (
	"runtime"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/cmd/internal/app"
)

// draw runs a function on the goroutine that draws, later. Once the program ends there is none, and Fyne would run the
// function where it is asked to, on windows that are gone: it is dropped then.
func draw(f func()) {
	fyne.Do(func() {
		if draws() {
			f()
		}
	})
}

// draws reports whether this is the goroutine that draws, which is the program's first.
func draws() bool {
	callers := make([]uintptr, 256) // it is called by Fyne's loop, not from deep inside
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	for {
		frame, more := frames.Next()
		if frame.Function == "runtime.main" {
			return true
		}
		if !more {
			return false
		}
	}
}

// drawHome shows a home that was opened, or why it was not. When the program has ended meanwhile, the home is let go
// again.
func (p *program) drawHome(home *app.App, err error, show func()) {
	fyne.Do(func() {
		if draws() && p.ctx.Err() == nil {
			show()
		} else if err == nil {
			p.faults.add(home.Close())
		}
	})
}
