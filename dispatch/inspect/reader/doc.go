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
//
// Costs, measured on two cores of an AMD EPYC. The first start of all compiles PDFium: 2.6 s and 330 MB, and
// leaves 19 MB in the cache; a start from there takes 0.1 s, and the child then holds 72 MB. A dense PDF of ten
// pages is opened and read in 60 ms, its first page opened and drawn 1,000 pixels wide in 25 to 35 ms (pdftotext
// takes 23 ms, pdftoppm 39 ms). A file of 91 MB is opened in 0.2 s, encrypted in 1.8 s, with 350 MB at most. What
// the hostile tests feed ends within 380 MB. A restart after a death costs as much as a start from the cache.
//
// The text of a page is all that a recipient could read in the file: what is drawn, with fields and annotations
// as they look; then what fields hold and annotations say, also hidden ones, where that is not there already; on
// the first page, the fields that no page shows. Layers that are switched off (optional content) are read as if
// they were on: the recipient can switch them on. Not read: who wrote an annotation, the data of an XFA form
// (Info.XFA), and what is in embedded files. A file with more annotations than the bounds is refused, not read
// in part.
//
// A child that was there before a request, and dies during it, may have died of something else: the request
// is made once more. So a document can kill two children, never three.
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
