package desk

import (
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// agreedWords remembers the dispatches that open with a secret that their recipient already knows. Nobody telephones
// about them, and only the log tells which they are: without this memory, each would be read again after every change.
// What was agreed when a dispatch was made never changes.
type agreedWords struct {
	mu  sync.Mutex
	ids map[dispatch.ID]bool
}

// mostAgreed bounds the memory; beyond it, it begins anew.
const mostAgreed = 10_000

func (a *agreedWords) known(id dispatch.ID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ids[id]
}

func (a *agreedWords) learn(id dispatch.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ids == nil || len(a.ids) >= mostAgreed {
		a.ids = map[dispatch.ID]bool{}
	}
	a.ids[id] = true
}
