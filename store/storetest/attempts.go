package storetest

import (
	"math"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// usual is how long half of the deliveries over a channel take at most.
func usual(channel dispatch.ChannelKind) time.Duration {
	switch channel {
	case dispatch.CloudFax:
		return 3 * time.Minute
	case dispatch.Portal:
		return 9 * time.Hour
	default:
		return 25 * time.Second
	}
}

// attempts gives a dispatch its attempts, and the time of its end.
func attempts(d draw, x *dispatch.Dispatch) {
	x.Attempts, x.Updated = []dispatch.Attempt{}, x.Created.Add(5*time.Second)
	if x.State == dispatch.Cancelled {
		return
	}
	started := x.Created.Add(10 * time.Second)
	if d.IntN(20) == 0 {
		x.Attempts = append(x.Attempts, busy(d, started))
		started = started.Add(2 * time.Minute)
	}
	took := time.Duration(float64(usual(x.Channel)) * math.Exp(0.7*d.NormFloat64()))
	x.Attempts = append(x.Attempts, last(d, *x, len(x.Attempts)+1, started, started.Add(min(took, time.Minute))))
	x.Tries, x.Updated = len(x.Attempts), started.Add(took)
}

func busy(d draw, at time.Time) dispatch.Attempt {
	return dispatch.Attempt{
		ID: d.id(), N: 1, Started: at, Ended: at.Add(40 * time.Second), Certainty: dispatch.Unsent,
		Error: &dispatch.Failure{Kind: dispatch.KindUnreachable.String(), Code: "fax_busy"},
	}
}

func last(d draw, x dispatch.Dispatch, n int, started, ended time.Time) dispatch.Attempt {
	a := dispatch.Attempt{ID: d.id(), N: n, Started: started, Ended: ended, Certainty: dispatch.Sent}
	switch x.State {
	case dispatch.Failed:
		a.Certainty, a.Error = dispatch.Unsent, &dispatch.Failure{Kind: dispatch.KindInvalid.String(), Code: failure(x.Channel)}
	case dispatch.Uncertain:
		a.Certainty, a.Error = dispatch.Maybe, &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: "fax_outcome_lost"}
	default:
		a.Receipt = &dispatch.Receipt{Provider: provider(x.Channel), Reference: string(d.id())[:10], At: ended}
	}
	return a
}

func provider(channel dispatch.ChannelKind) string {
	switch channel {
	case dispatch.CloudFax:
		return "hylafax"
	case dispatch.Portal:
		return "nextcloud"
	default:
		return "smtp"
	}
}

func failure(channel dispatch.ChannelKind) string {
	if channel == dispatch.CloudFax {
		return "fax_no_answer"
	}
	return "mail_bounced_mailbox_unknown"
}
