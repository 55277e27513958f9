package dispatchtest

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

func uploadLaws() []storeLaw {
	return []storeLaw{
		{"upload: kept for tidying, and due at once, when a dispatch is cancelled", lawUploadCancelled},
		{"upload: kept for tidying, and due at once, when a dispatch fails", lawUploadFailed},
		{"upload: forgotten when a dispatch is delivered", lawUploadDelivered},
		{"upload: nothing is due where nothing was kept", lawUploadNothing},
		{"attempt: changed since it was read: conflict, nothing changes", lawAttemptKnown},
	}
}

func (b *storeBench) wantUpload(id dispatch.ID, want string) {
	b.Helper()
	got, err := b.store.UploadState(id).Load(b.Context())
	b.must(err)
	if string(got) != want {
		b.Errorf("the upload state is %q, want %q", got, want)
	}
}

func (b *storeBench) keep(id dispatch.ID, state string) {
	b.Helper()
	b.must(b.store.UploadState(id).Save(b.Context(), []byte(state)))
}

func lawUploadCancelled(b *storeBench) {
	d := b.queued()
	b.keep(d.ID, "chunks")
	b.must(b.move(d.ID, dispatch.Queued, dispatch.Cancelled, time.Time{}))
	b.tidied(d.ID, dispatch.Cancelled)
}

func lawUploadFailed(b *storeBench) {
	d := b.queued()
	a, err := b.start(d.ID, 1)
	b.must(err)
	b.keep(d.ID, "chunks")
	b.must(b.end(d.ID, a, dispatch.Failed, dispatch.Unsent))
	b.tidied(d.ID, dispatch.Failed)
}

// tidied leads a dispatch that ended through its tidying.
func (b *storeBench) tidied(id dispatch.ID, state dispatch.State) {
	b.Helper()
	b.wantUpload(id, "chunks")
	b.wantDue([]dispatch.ID{id}, []dispatch.State{state}, 10)
	b.keep(id, "too late")
	b.wantUpload(id, "chunks")
	b.keep(id, "")
	b.wantUpload(id, "")
	b.must(b.store.Apply(b.Context(), dispatch.Transition{Dispatch: id, From: state, To: state, Event: dispatch.Event{At: b.now}}))
	b.wantDue(nil, []dispatch.State{state}, 10)
}

func lawUploadDelivered(b *storeBench) {
	d := b.queued()
	a, err := b.start(d.ID, 1)
	b.must(err)
	b.keep(d.ID, "chunks")
	b.must(b.end(d.ID, a, dispatch.Accepted, dispatch.Sent))
	b.wantUpload(d.ID, "chunks")
	b.must(b.move(d.ID, dispatch.Accepted, dispatch.Delivered, time.Time{}))
	b.wantUpload(d.ID, "")
	b.wantDue(nil, []dispatch.State{dispatch.Delivered}, 10)
}

func lawUploadNothing(b *storeBench) {
	d := b.queued()
	b.must(b.move(d.ID, dispatch.Queued, dispatch.Cancelled, time.Time{}))
	b.wantDue(nil, []dispatch.State{dispatch.Cancelled}, 10)
}

func lawAttemptKnown(b *storeBench) {
	d := b.queued()
	a, err := b.start(d.ID, 1)
	b.must(err)
	a.Receipt = &dispatch.Receipt{Provider: "p", Reference: "r", At: b.now}
	b.must(b.end(d.ID, a, dispatch.Accepted, dispatch.Sent))
	got, _ := b.read(d.ID)
	read := got.Attempts[0]
	told := func(revoked time.Time) error {
		now, receipt := read, *read.Receipt
		receipt.Revoked = revoked
		now.Receipt = &receipt
		return b.store.Apply(b.Context(), dispatch.Transition{
			Dispatch: d.ID, From: dispatch.Accepted, To: dispatch.Accepted, Attempt: &now, Known: &read,
			Event: event(dispatch.EventFollowed, d.ID, b.now),
		})
	}
	b.must(told(b.now))
	b.want(dispatch.KindConflict, told(time.Time{}))
	if got, events := b.read(d.ID); got.Attempts[0].Receipt.Revoked.IsZero() || events != 5 {
		b.Errorf("after a refused change: %+v, %d events", got.Attempts[0].Receipt, events)
	}
}
