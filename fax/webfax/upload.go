package webfax

import (
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Upload passes the progress of a request on until its answer is there: the request may be read on for a
// moment after. It knows too whether the request was whole by then.
type Upload struct {
	mu    sync.Mutex
	tell  func(dispatch.Progress)
	total int64
	done  int64
	ended bool
}

// Watch makes the upload of body; tell may be nil.
func Watch(body *webservice.Body, tell func(dispatch.Progress)) *Upload {
	u := &Upload{tell: tell, total: body.Size}
	body.Progress = u.progress
	return u
}

func (u *Upload) progress(done int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ended {
		return
	}
	if u.done = done; u.tell != nil {
		u.tell(dispatch.Progress{Done: done, Total: u.total, Unit: dispatch.ProgressBytes})
	}
}

// End stops the telling and reports whether the whole request had left.
func (u *Upload) End() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ended = true
	return u.done == u.total
}
