package dispatchtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// patience bounds one law in real time. A channel must end by its own bounds before it runs out.
const patience = 30 * time.Second

// reporter is the part of testing.T that laws use, so that the suite itself can be tested.
type reporter interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// law is one promise of a channel, tried on a fresh rig whose server has the fault.
type law struct {
	name  string
	fault Fault
	check func(t reporter, rig Rig)
}

// RunChannel tries a channel with every fault and every law. start connects a fresh channel to a server
// with the fault; it may be called from parallel tests.
//
// The laws, in short: no error means that the server holds exactly one whole parcel, and Unsent that it
// holds none; a lost reply is Maybe; every answer is bounded; a document that is shorter than declared,
// fails while it is read, or is not what was queued never completes a parcel (a channel verifies size
// and hash while it streams, and keeps back what completes the parcel until both agree); the same
// attempt sent again leaves the first whole; errors hold nothing personal; progress only grows and ends
// at its total; a channel that can find says False only of what is certainly not there.
func RunChannel(t *testing.T, start func(t *testing.T, fault Fault) Rig) {
	t.Helper()
	first := start(t, NoFault)
	requireApplicable(t, first.Inapplicable)
	for _, law := range channelLaws(first.Channel) {
		if slices.Contains(first.Inapplicable, law.fault) {
			continue
		}
		t.Run(law.name, func(t *testing.T) {
			t.Parallel()
			law.check(t, start(t, law.fault))
		})
	}
}

func requireApplicable(t reporter, inapplicable []Fault) {
	t.Helper()
	for _, fault := range []Fault{NoFault, ReplyLost, CutMidway, Gone} {
		if slices.Contains(inapplicable, fault) {
			t.Fatalf("every channel can meet %s", fault)
		}
	}
}

func channelLaws(channel dispatch.Channel) []law {
	laws := slices.Concat(faultLaws(), contextLaws(), sourceLaws(), repeatLaws())
	if _, ok := channel.(dispatch.Tracker); ok {
		laws = append(laws, trackerLaws()...)
	}
	if _, ok := channel.(dispatch.Finder); ok {
		laws = append(laws, finderLaws()...)
	}
	return laws
}

// outcome is what one try came to, as the outbox reads it.
type outcome struct {
	receipt   dispatch.Receipt
	certainty dispatch.Certainty
	err       error
	progress  []dispatch.Progress
	timedOut  bool
}

// try does what the outbox does: Check, whose errors are Unsent whatever they say, then Send.
func try(t reporter, rig Rig, parcel dispatch.Parcel) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := rig.Channel.Check(ctx, parcel); err != nil {
		return outcome{certainty: dispatch.Unsent, err: err, timedOut: ctx.Err() != nil}
	}
	return sendOnce(ctx, rig, parcel)
}

func sendOnce(ctx context.Context, rig Rig, parcel dispatch.Parcel) outcome {
	var o outcome
	o.receipt, o.err = rig.Channel.Send(ctx, parcel, func(p dispatch.Progress) {
		o.progress = append(o.progress, p)
	})
	o.certainty = dispatch.CertaintyOf(o.err)
	o.timedOut = ctx.Err() != nil
	return o
}

// tryLawfully tries the rig's parcel and checks what holds whatever happens.
func tryLawfully(t reporter, rig Rig, parcel dispatch.Parcel) outcome {
	t.Helper()
	o := try(t, rig, parcel)
	if o.timedOut {
		t.Errorf("the channel did not end by its own bounds within %s", patience)
	}
	requireHonest(t, rig, o)
	return o
}

// requireHonest compares what the channel says with what the server holds.
func requireHonest(t reporter, rig Rig, o outcome) {
	t.Helper()
	received := rig.Received()
	switch o.certainty {
	case dispatch.Unsent:
		if received != 0 {
			t.Errorf("the channel says unsent, but the server holds %d parcels", received)
		}
	case dispatch.Sent:
		if received != 1 {
			t.Errorf("the channel says sent, but the server holds %d parcels", received)
		}
	case dispatch.Maybe:
		if received > 1 {
			t.Errorf("one try left %d parcels", received)
		}
	default:
		t.Errorf("certainty %d is not valid", o.certainty)
	}
	requireDiscreet(t, rig, o.err)
}
