// Package reader opens documents in a child process of the same program.
//
// Promise: whatever a file holds, it can cost no more than the limits, and the program goes on. Pages are
// read one at a time, in constant memory. Failure policy: a child that dies, hangs or outgrows its limits is
// ended; the file it was reading is refused (document_damaged or document_too_complex), and the next one
// gets a new child. The child ends by itself when it is idle, or when its parent is gone.
//
// Three walls stand around a file. PDFium runs as WebAssembly, without a file system, in a memory of its
// own. That runs in a child process without an environment, whose memory is watched. And the parent believes
// nothing but bounded answers, each within its time.
package reader

import "time"

// Argument makes either program a reader child: its only argument.
const Argument = "read-documents"

// MaxSize is the largest file that is opened, in bytes.
const MaxSize = 100 << 20

// MaxPixels bounds the width times the height of a drawn page.
const MaxPixels = 40_000_000

// Limits bound what one document may cost.
type Limits struct {
	Pages  int           // more are refused with too_many_pages; zero: 2,000
	Memory uint64        // bytes, of the child; zero: 512 MiB
	Time   time.Duration // of one request; opening may take half as long again; zero: 20 s
}

func (l Limits) orDefaults() Limits {
	if l.Pages == 0 {
		l.Pages = 2000
	}
	if l.Memory == 0 {
		l.Memory = 512 << 20
	}
	if l.Time == 0 {
		l.Time = 20 * time.Second
	}
	return l
}
