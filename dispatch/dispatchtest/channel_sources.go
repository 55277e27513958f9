package dispatchtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

func contextLaws() []law {
	return []law{
		{"cancelled before the first byte: unsent", NoFault, lawCancelledBefore},
		{"cancelled while reading: not sent", NoFault, lawCancelledMidway},
	}
}

func sourceLaws() []law {
	return []law{
		{"document shorter than declared: nothing arrives", NoFault, lawShortSource},
		{"document longer than declared: nothing arrives", NoFault, lawLongSource},
		{"document altered since it was queued: nothing arrives", NoFault, lawAlteredSource},
		{"document unreadable in the middle: nothing arrives", NoFault, lawFailingSource},
		{"document that cannot be opened: nothing arrives", NoFault, lawClosedSource},
	}
}

func repeatLaws() []law {
	return []law{
		{"same attempt twice: the first stays whole", NoFault, lawSameAttempt},
		{"other attempt: arrives beside the first", NoFault, lawOtherAttempt},
	}
}

func lawCancelledBefore(t reporter, rig Rig) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := sendOnce(ctx, rig, rig.Parcel)
	requireHonest(t, rig, o)
	if o.certainty != dispatch.Unsent {
		t.Errorf("certainty is %s, want unsent: %v", o.certainty, o.err)
	}
}

func lawCancelledMidway(t reporter, rig Rig) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	parcel := withSource(rig.Parcel, func(data []byte) io.Reader {
		return &steps{data: data, at: len(data) / 2, then: func() error { cancel(); return nil }}
	})
	o := sendOnce(ctx, rig, parcel)
	requireHonest(t, rig, o)
	if o.certainty == dispatch.Sent {
		t.Errorf("called sent although it was cancelled while the document was read")
	}
}

func lawShortSource(t reporter, rig Rig) {
	t.Helper()
	parcel := withSource(rig.Parcel, func(data []byte) io.Reader { return bytes.NewReader(data[:len(data)-1]) })
	requireIntegrity(t, rig, parcel)
}

func lawLongSource(t reporter, rig Rig) {
	t.Helper()
	parcel := withSource(rig.Parcel, func(data []byte) io.Reader {
		return io.MultiReader(bytes.NewReader(data), bytes.NewReader([]byte("\n")))
	})
	requireIntegrity(t, rig, parcel)
}

// lawAlteredSource flips a bit of the last line, where a PDF reader does not notice: only the hash tells.
func lawAlteredSource(t reporter, rig Rig) {
	t.Helper()
	parcel := withSource(rig.Parcel, func(data []byte) io.Reader {
		altered := slices.Clone(data)
		altered[len(altered)-1] ^= 1
		return bytes.NewReader(altered)
	})
	requireIntegrity(t, rig, parcel)
}

func lawFailingSource(t reporter, rig Rig) {
	t.Helper()
	requireNothing(t, rig, withSource(rig.Parcel, func(data []byte) io.Reader {
		return &steps{data: data, at: len(data) / 2, then: errBroken}
	}))
}

func lawClosedSource(t reporter, rig Rig) {
	t.Helper()
	parcel := rig.Parcel
	parcel.Documents = slices.Clone(parcel.Documents)
	parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return nil, errBroken() }
	requireNothing(t, rig, parcel)
}

func requireIntegrity(t reporter, rig Rig, parcel dispatch.Parcel) {
	t.Helper()
	if err := requireNothing(t, rig, parcel); dispatch.KindOf(err) != dispatch.KindIntegrity {
		t.Errorf("want an integrity error, got %v", err)
	}
}

// requireNothing tries a parcel whose document fails and wants an error and an empty server.
func requireNothing(t reporter, rig Rig, parcel dispatch.Parcel) error {
	t.Helper()
	o := tryLawfully(t, rig, parcel)
	if o.certainty == dispatch.Sent {
		t.Errorf("called sent: %v", o.err)
	}
	if n := rig.Received(); n != 0 {
		t.Errorf("the server holds %d parcels", n)
	}
	return o.err
}

func lawSameAttempt(t reporter, rig Rig) {
	t.Helper()
	if o := tryLawfully(t, rig, rig.Parcel); o.err != nil {
		t.Fatalf("a faultless server: %v", o.err)
	}
	again := try(t, rig, rig.Parcel)
	requireDiscreet(t, rig, again.err)
	if n := rig.Received(); n < 1 || n > 2 {
		t.Errorf("the server holds %d parcels after the same attempt came twice, want 1 or 2", n)
	}
	if again.err == nil {
		requireReceipt(t, again.receipt)
	}
}

func lawOtherAttempt(t reporter, rig Rig) {
	t.Helper()
	for n := 1; n <= 2; n++ {
		parcel := rig.Parcel
		if n == 2 {
			parcel.Attempt = newID()
		}
		if o := try(t, rig, parcel); o.err != nil {
			t.Fatalf("parcel %d: %v", n, o.err)
		}
		if received := rig.Received(); received != n {
			t.Errorf("the server holds %d parcels, want %d", received, n)
		}
	}
}

// withSource replaces how the first document of p reads, and keeps what is declared of it.
func withSource(p dispatch.Parcel, source func(data []byte) io.Reader) dispatch.Parcel {
	open := p.Documents[0].Open
	p.Documents = slices.Clone(p.Documents)
	p.Documents[0].Open = func(ctx context.Context) (io.ReadCloser, error) {
		whole, err := open(ctx)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(whole)
		return io.NopCloser(source(data)), errors.Join(err, whole.Close())
	}
	return p
}

// steps reads data, and calls then once it comes to at.
type steps struct {
	data []byte
	at   int
	read int
	then func() error
}

// Read implements io.Reader.
func (s *steps) Read(p []byte) (int, error) {
	if s.read == s.at && s.then != nil {
		then := s.then
		s.then = nil
		if err := then(); err != nil {
			return 0, err
		}
	}
	if s.read == len(s.data) {
		return 0, io.EOF
	}
	end := len(s.data)
	if s.read < s.at {
		end = s.at
	}
	n := copy(p, s.data[s.read:end])
	s.read += n
	return n, nil
}

func errBroken() error {
	return &dispatch.Error{Op: "dispatchtest.read", Kind: dispatch.KindStorage, Code: "document_unreadable"}
}
