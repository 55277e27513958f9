package app

import (
	"context"
	"crypto/rand"
	"strconv"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// BenchmarkBesideAQueue measures what waits for nobody while a slow line is used: to queue one more, to read what the
// window shows, and to find what is due, with none waiting and with ten thousand.
func BenchmarkBesideAQueue(b *testing.B) {
	for _, n := range []int{0, 10_000} {
		fax := queue{dispatch.CloudFax, dispatch.NewID(rand.Reader), n, 0}
		l := newLoaded(b, fax)
		b.Run("queue one/"+strconv.Itoa(n), func(b *testing.B) {
			mail := queue{channel: dispatch.EmailEncrypted, account: dispatch.NewID(rand.Reader)}
			report(b, measured(b, func(_ context.Context, i int) error {
				l.queue(b, mail, i)
				return nil
			}))
		})
		b.Run("window/"+strconv.Itoa(n), func(b *testing.B) {
			report(b, measured(b, func(ctx context.Context, _ int) error { return windowReads(ctx, l.Desk) }))
		})
		b.Run("due/"+strconv.Itoa(n), func(b *testing.B) {
			states := []dispatch.State{dispatch.Accepted, dispatch.Uncertain}
			report(b, measured(b, func(ctx context.Context, _ int) error {
				_, err := l.store.Due(ctx, states, l.App.config.Now(), 32)
				return err
			}))
		})
	}
}
