package faxtest

import (
	"context"
	"io"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// OrderRig is a provider connected to a service on the web that answers an order as scripted.
type OrderRig struct {
	Provider fax.Provider
	Job      fax.Job
	Asked    func() int // how many orders came
}

// Orders are the answers to an order in the words of one service.
type Orders struct {
	Taken  string            // the body that takes one
	Babble map[string]string // bodies of success that take none, by what is wrong with them
	Start  func(t *testing.T, answer WebAnswer) OrderRig
}

// RunOrders tries what the answers to an order mean: by HTTP alone, by a line that breaks, and by success that
// can't be believed. Start may be called from parallel tests.
func RunOrders(t *testing.T, o Orders) {
	t.Helper()
	tests := byHTTP
	for name, body := range o.Babble {
		tests = append(tests[:len(tests):len(tests)], unclear("success with "+name, WebAnswer{Take: true, Body: body}))
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.try(t, o.Start(t, test.answer))
		})
	}
	t.Run("success before the end of the request", func(t *testing.T) {
		t.Parallel()
		rig := o.Start(t, WebAnswer{Early: true, Body: o.Taken})
		rig.Job.Parts = append(rig.Job.Parts, largePart())
		if _, err := rig.Provider.Submit(t.Context(), rig.Job); dispatch.CertaintyOf(err) == dispatch.Sent {
			t.Error("believed")
		}
	})
}

// answered is what one answer to an order means.
type answered struct {
	name   string
	answer WebAnswer
	want   dispatch.Certainty
	kind   dispatch.Kind
	code   string
	retry  bool
}

var byHTTP = []answered{
	refused("moved for good", 301, dispatch.KindRejected, "fax_server_elsewhere"),
	refused("to be repeated elsewhere", 307, dispatch.KindRejected, "fax_server_elsewhere"),
	unclear("the answer is elsewhere", WebAnswer{Status: 303}),
	refused("the request is wrong", 400, dispatch.KindRejected, "fax_job_refused"),
	refused("nobody known", 401, dispatch.KindCredentials, "fax_login_refused"),
	refused("not paid", 402, dispatch.KindRejected, "fax_account_unpaid"),
	refused("somebody who may not send", 403, dispatch.KindCredentials, "fax_login_refused"),
	refused("not the service", 404, dispatch.KindRejected, "fax_server_answer"),
	{"too slow for it", WebAnswer{Status: 408}, dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
	refused("too large", 413, dispatch.KindRejected, "fax_too_large"),
	refused("the parameters are wrong", 422, dispatch.KindRejected, "fax_job_refused"),
	{"too many", WebAnswer{Status: 429}, dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
	unclear("it failed inside", WebAnswer{Take: true, Status: 500}),
	unclear("a gateway failed", WebAnswer{Take: true, Status: 502}),
	unclear("not there", WebAnswer{Take: true, Status: 503}),
	unclear("the line breaks before the answer", WebAnswer{Cut: true}),
	unclear("the answer is lost", WebAnswer{Take: true, Cut: true}),
	unclear("the answer never ends", WebAnswer{Take: true, Endless: true}),
	unclear("success and nothing else", WebAnswer{Take: true}),
	unclear("success in HTML", WebAnswer{Take: true, Body: "<html></html>"}),
}

func refused(name string, status int, kind dispatch.Kind, code string) answered {
	return answered{name, WebAnswer{Status: status}, dispatch.Unsent, kind, code, false}
}

func unclear(name string, answer WebAnswer) answered {
	return answered{name, answer, dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false}
}

func (a answered) try(t *testing.T, rig OrderRig) {
	t.Helper()
	_, err := rig.Provider.Submit(t.Context(), rig.Job)
	if dispatch.CertaintyOf(err) != a.want || dispatch.KindOf(err) != a.kind ||
		dispatch.CodeOf(err) != a.code || dispatch.RetryOf(err) != a.retry {
		t.Errorf("%s, retry %t: %v", dispatch.CertaintyOf(err), dispatch.RetryOf(err), err)
	}
	if n := rig.Asked(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// largePart is more than a machine keeps on the way.
func largePart() fax.Part {
	const size = 48 << 20
	return fax.Part{Size: size, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, size)), nil
	}}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
