package reader

import (
	"os"
	"runtime/debug"
	"time"
)

const (
	memoryExit = 86 // how a child ends that has outgrown its memory
	maxStack   = 64 << 20
	watchEvery = 25 * time.Millisecond
)

// wasmShare is the part of the child's memory that PDFium may use; the rest is for reading the structure
// and for pictures.
func wasmShare(memory uint64) uint64 { return memory / 8 * 5 }

// confine sets the limits that hold before anything foreign is read.
func confine(memory uint64) {
	debug.SetMemoryLimit(int64(memory / 8 * 7)) //nolint:gosec // a few hundred megabytes
	debug.SetMaxStack(maxStack)
	if hard {
		confineProcess(memory + wasmShare(memory)) // reserved addresses count there
	}
}

// watch ends the process when it has outgrown its memory: what Go's own limit only asks for.
func watch(memory uint64) {
	var look func()
	look = func() {
		if resident(wasmShare(memory)) > shadow*(memory-memory/16) {
			os.Exit(memoryExit)
		}
		time.AfterFunc(watchEvery, look)
	}
	look()
}
