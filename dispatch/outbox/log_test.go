package outbox_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// TestLogHoldsNothingPersonal: whatever channels say, fail with or panic with, the log tells identifiers,
// codes and stacks only.
func TestLogHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	const name = "Zoé Essai-Tremblay"
	personal := &dispatch.Error{
		Op: "x", Kind: dispatch.KindUnreachable, Code: "down", Detail: name, Err: errors.New(name), Retry: true,
	}
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, dispatchtest.Try{Err: personal}, dispatchtest.Try{Panics: true}, dispatchtest.Try{Check: personal})
		var asked atomic.Int64
		b.channel.Finds = func(dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
			if asked.Add(1)%2 == 0 {
				panic(name)
			}
			return dispatch.Unknown, dispatch.Receipt{}, personal
		}
		for range 3 {
			b.queue(b.account)
		}
		store := &faultyStore{Store: b.store}
		store.onApply(func(tr dispatch.Transition) fault {
			if b.clock.Now().Sub(dispatchtest.Epoch()) < 10*time.Second && tr.From == dispatch.Sending {
				return failsBefore
			}
			return works
		})
		var log bytes.Buffer
		c := b.config(store)
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		o := b.start(c)
		b.pass(time.Hour, 10*time.Second)
		o.stop()
		for _, want := range []string{"panicked", "could not be stored", "an enquiry failed", "code=down"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log does not tell %q:\n%s", want, log.String())
			}
		}
		for _, word := range append(dispatchtest.SamplePrivate(), name) {
			if strings.Contains(log.String(), word) {
				t.Errorf("the log holds a private word")
			}
		}
	})
}
