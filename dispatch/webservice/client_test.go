package webservice_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/webservice"
)

// serve starts a service, and a client that trusts it.
func serve(t *testing.T, handler http.HandlerFunc) *webservice.Client {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return connect(t, webservice.Config{Base: server.URL, Roots: ca.Pool, Family: "fax", Patience: 10 * time.Second})
}

func connect(t *testing.T, c webservice.Config) *webservice.Client {
	t.Helper()
	client, err := webservice.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// secret stands for everything that an error must not quote.
const secret = "5145550142"

func document(content string) func(context.Context) (io.ReadCloser, error) {
	return func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
}

func TestDo(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte(r.Method + " " + r.URL.String() + " " + r.Header.Get("Content-Type") + " " + string(body)))
	})
	answer, err := client.Do(t.Context(), webservice.Request{
		Path: "v3/faxes", Query: map[string][]string{"to": {"+1"}},
		Body: webservice.Compose("text/x", webservice.Literal("a"), webservice.Base64(5, document("hello")), webservice.Stream(2, document("yz"))),
	})
	if err != nil || answer.Status != http.StatusTeapot || answer.OK() {
		t.Fatalf("%+v, %v", answer, err)
	}
	if want := "POST /v3/faxes?to=%2B1 text/x aaGVsbG8=yz"; string(answer.Body) != want {
		t.Errorf("%s, want %s", answer.Body, want)
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "0123456789") })
	cases := []struct {
		name        string
		limit, keep int64
		want, code  string
	}{
		{"all", 10, 0, "0123456789", ""},
		{"the beginning", 10, 3, "012", ""},
		{"more than there is", 20, 15, "0123456789", ""},
		{"more than may come", 10, 99, "0123456789", ""},
		{"what is dropped counts", 9, 3, "", "fax_malformed_answer"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer, err := client.Do(t.Context(), webservice.Request{Limit: c.limit, Keep: c.keep})
			if string(answer.Body) != c.want || dispatch.CodeOf(err) != c.code {
				t.Errorf("%q and %v, want %q and %q", answer.Body, err, c.want, c.code)
			}
		})
	}
}

// TestCertainty is the table of the package comment.
func TestCertainty(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	long := strings.Repeat("x", size)
	cases := []struct {
		name      string
		handler   http.HandlerFunc
		body      webservice.Body
		certainty dispatch.Certainty
		code      string
	}{
		{"cut before the last byte", abort, webservice.Compose("a/b", webservice.Stream(64<<20, func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(endless{}), nil
		})), dispatch.Unsent, "fax_cut_off"},
		{"cut after the last byte", abortAfter, webservice.Text("a/b", secret), dispatch.Maybe, "fax_cut_off"},
		{"nothing is carried, and no answer", abort, webservice.Body{}, dispatch.Maybe, "fax_cut_off"},
		{"an endless answer", flood, webservice.Text("a/b", secret), dispatch.Maybe, "fax_malformed_answer"},
		{"a document that cannot be read", swallow, webservice.Compose("a/b", webservice.Stream(size, func(context.Context) (io.ReadCloser, error) {
			return nil, errors.New("/home/" + secret)
		})), dispatch.Unsent, "fax_document_changed"},
		{"a document that breaks off", swallow, webservice.Compose("a/b", webservice.Base64(size, func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader(long[:size/2]), iotest.ErrReader(errors.New(secret)))), nil
		})), dispatch.Unsent, "fax_document_changed"},
		{"a document that breaks off at its last byte", swallow, webservice.Compose("a/b", webservice.Stream(size, func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader(long), iotest.ErrReader(errors.New(secret)))), nil
		})), dispatch.Unsent, "fax_document_changed"},
		{"a document that is shorter", swallow, webservice.Compose("a/b", webservice.Stream(size+1, document(long))), dispatch.Unsent, "fax_document_changed"},
		{"a document that is longer", swallow, webservice.Compose("a/b", webservice.Stream(size-1, document(long))), dispatch.Unsent, "fax_document_changed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var whole atomic.Bool
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				c.handler(w, r)
				n, err := io.Copy(io.Discard, r.Body)
				whole.Store(err == nil && n == c.body.Size)
			})
			_, err := client.Do(t.Context(), webservice.Request{Path: secret, Body: c.body})
			if dispatch.CertaintyOf(err) != c.certainty || dispatch.CodeOf(err) != c.code {
				t.Errorf("%s %s, want %s %s: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), c.certainty, c.code, err)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("quotes what it must not: %v", err)
			}
			if whole.Load() && dispatch.CertaintyOf(err) == dispatch.Unsent {
				t.Error("the service had the whole request")
			}
		})
	}
}

func abort(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func abortAfter(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	panic(http.ErrAbortHandler)
}

func swallow(_ http.ResponseWriter, r *http.Request) {}

func flood(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	for range 40 {
		if _, err := w.Write(bytes.Repeat([]byte(secret), 10_000)); err != nil {
			return
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestUnreachable(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "https://" + listener.Addr().String()
	_ = listener.Close()
	_, err = connect(t, webservice.Config{Base: address, Family: "fax"}).Do(t.Context(), webservice.Request{Body: webservice.Text("a/b", "c")})
	if dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.CodeOf(err) != "fax_unreachable" || !dispatch.RetryOf(err) {
		t.Errorf("%v", err)
	}
}

func TestNeverFollowsARedirect(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	answer, err := client.Do(t.Context(), webservice.Request{Body: webservice.Text("a/b", "c")})
	if err != nil || answer.Status != http.StatusTemporaryRedirect || calls.Load() != 1 {
		t.Errorf("%d after %d calls: %v", answer.Status, calls.Load(), err)
	}
}

func TestCertificateOfNobodyKnown(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(swallow))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{dispatchtest.NewCA(t).Server().TLS}}
	server.StartTLS()
	t.Cleanup(server.Close)
	_, err := connect(t, webservice.Config{Base: server.URL, Roots: dispatchtest.NewCA(t).Pool, Family: "fax"}).
		Do(t.Context(), webservice.Request{Body: webservice.Text("a/b", "c")})
	if dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.CodeOf(err) != "fax_certificate" {
		t.Errorf("%v", err)
	}
}

// TestStalled waits for a service that takes the request and says nothing.
func TestStalled(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	quiet := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-quiet
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}}
	server.StartTLS()
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(quiet) })
	client := connect(t, webservice.Config{Base: server.URL, Roots: ca.Pool, Family: "fax", Patience: 200 * time.Millisecond})
	_, err := client.Do(t.Context(), webservice.Request{Body: webservice.Text("a/b", "c")})
	if dispatch.CertaintyOf(err) != dispatch.Maybe || dispatch.CodeOf(err) != "fax_stalled" {
		t.Errorf("%v", err)
	}
}

func TestRefusesAddresses(t *testing.T) {
	t.Parallel()
	for address, code := range map[string]string{
		"http://fax.example":                "fax_url_not_https",
		"https://u:p@fax.example":           "fax_url_invalid",
		"https://fax.example/?access_pwd=p": "fax_url_invalid",
		"https://":                          "fax_url_invalid",
		"fax.example":                       "fax_url_invalid",
		"https://fax.example/#a":            "fax_url_invalid",
	} {
		if _, err := webservice.New(webservice.Config{Base: address, Family: "fax"}); dispatch.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", address, err, code)
		}
	}
}

// TestBase64 holds for every length and every way to read.
func TestBase64(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 2, 3, 4, 3<<12 - 1, 3 << 12, 3<<12 + 1, 100_000} {
		content := strings.Repeat("é?", size/3+1)[:size]
		body := webservice.Compose("a/b", webservice.Base64(int64(size), document(content)), webservice.Literal("."))
		source, err := body.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		read, err := io.ReadAll(iotest.OneByteReader(source))
		if err != nil || string(read) != base64.StdEncoding.EncodeToString([]byte(content))+"." || int64(len(read)) != body.Size {
			t.Errorf("%d bytes: %d read of %d: %v", size, len(read), body.Size, err)
		}
	}
}

// TestBase64InConstantMemory reads a large document and counts what that takes.
func TestBase64InConstantMemory(t *testing.T) {
	const size = 8 << 20
	body := webservice.Compose("a/b", webservice.Base64(size, func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(endless{}, size)), nil
	}))
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			source, err := body.Open(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, struct{ io.Reader }{source}); n != body.Size || err != nil {
				b.Fatalf("%d bytes: %v", n, err)
			}
		}
	})
	if result.AllocedBytesPerOp() > 200<<10 {
		t.Errorf("%d bytes for a document of %d", result.AllocedBytesPerOp(), size)
	}
}
