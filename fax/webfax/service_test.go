package webfax_test

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax/webfax"
)

// serve starts a service over HTTPS, and gives it as its provider sees it.
func serve(t *testing.T, handler http.HandlerFunc) (*webfax.Service, *dispatchtest.Clock) {
	t.Helper()
	ca, clock := dispatchtest.NewCA(t), dispatchtest.NewClock(dispatchtest.Epoch())
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}}
	server.StartTLS()
	t.Cleanup(server.Close)
	service, err := webfax.NewService(webservice.Config{Base: server.URL, Roots: ca.Pool}, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return service, clock
}

// A service that wants to be left alone is: nothing is asked before its time, and then it is.
func TestPeace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, after string
		status      int
		want        time.Duration
	}{
		{"too many, in seconds", "90", 429, 90 * time.Second},
		{"too many, with a date", "Mon, 23 Nov 2026 13:50:00 GMT", 429, 20 * time.Minute},
		{"too many, until a date gone by", "Mon, 23 Nov 2026 13:00:00 GMT", 429, time.Minute},
		{"too many, without a time", "", 429, time.Minute},
		{"too many, now", "0", 429, time.Minute},
		{"too many, in words", "soon", 429, time.Minute},
		{"too many, before now", "-5", 429, time.Minute},
		{"too many, for a day", "86400", 429, time.Hour},
		{"unavailable for a time", "120", 503, 2 * time.Minute},
		{"broken for a time", "120", 500, 2 * time.Minute},
		{"unavailable", "", 503, 0},
		{"refused, and a time that nobody meant", "120", 400, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			service, clock := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				w.Header().Set("Retry-After", test.after)
				w.WriteHeader(test.status)
			})
			enquire := func() error {
				_, err := service.Exchange(t.Context(), "x.status", webservice.Request{})
				return err
			}
			if err := enquire(); err == nil || service.Left() != test.want || dispatch.AgainOf(err) != test.want {
				t.Fatalf("%s left, told %s, want %s: %v", service.Left(), dispatch.AgainOf(err), test.want, err)
			}
			clock.Advance(test.want - time.Second)
			if err := enquire(); test.want > 0 && (asked.Load() != 1 || dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.CodeOf(err) != "fax_server_busy" || dispatch.AgainOf(err) != time.Second) {
				t.Errorf("asked %d times: %v", asked.Load(), err)
			}
			clock.Advance(time.Second)
			if _ = enquire(); asked.Load() < 2 {
				t.Error("never asked again")
			}
		})
	}
}

// An answer with a shorter time, to a request that was under way meanwhile, doesn't end the peace.
func TestTheLongerPeaceCounts(t *testing.T) {
	t.Parallel()
	var peace webfax.Peace
	now := dispatchtest.Epoch()
	peace.Heed(webservice.Answer{Status: 429, Header: http.Header{"Retry-After": {"90"}}}, now)
	peace.Heed(webservice.Answer{Status: 503}, now)
	if left := peace.Left(now); left != 90*time.Second {
		t.Error(left)
	}
}

// An order is told of to its last byte, and then no more.
func TestOrder(t *testing.T) {
	t.Parallel()
	service, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	})
	var told []dispatch.Progress
	answer, err := service.Order(t.Context(), "x.submit", webservice.Request{Body: webservice.Text("a/b", "a fax")},
		func(p dispatch.Progress) { told = append(told, p) })
	if err != nil || string(answer) != "a fax" {
		t.Fatalf("%q, %v", answer, err)
	}
	if want := (dispatch.Progress{Done: 5, Total: 5, Unit: dispatch.ProgressBytes}); len(told) == 0 || told[len(told)-1] != want {
		t.Errorf("%+v", told)
	}
}

// A success that comes before the request is whole can't be about the fax, whatever it says.
func TestEarlySuccessIsNotBelieved(t *testing.T) {
	t.Parallel()
	service, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		_, _ = io.WriteString(w, "taken")
	})
	const large = 48 << 20 // more than the machine keeps on the way
	body := webservice.Compose("a/b", webservice.Stream(large, func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, large)), nil
	}))
	_, err := service.Order(t.Context(), "x.submit", webservice.Request{Body: body}, nil)
	if dispatch.CertaintyOf(err) == dispatch.Sent {
		t.Error("believed")
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestNewServiceRefuses(t *testing.T) {
	t.Parallel()
	if _, err := webfax.NewService(webservice.Config{Base: "http://fax.example"}, time.Now); dispatch.CodeOf(err) != "fax_url_not_https" {
		t.Error(err)
	}
}
