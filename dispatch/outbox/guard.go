package outbox

import (
	"runtime/debug"

	"github.com/souspli/souspli/dispatch"
)

// guard turns a panic of a channel into an error. The panic's value may hold anything, so only the stack
// is logged.
func (r *runner) guard(d dispatch.Dispatch, call func() error) (err error) {
	defer func() {
		if recover() == nil {
			return
		}
		r.Log.Error("a channel panicked", "dispatch", d.ID, "channel", d.Channel, "stack", string(debug.Stack()))
		err = &dispatch.Error{Op: "outbox.attempt", Kind: dispatch.KindInternal, Code: CodePanicked}
	}()
	return call()
}
