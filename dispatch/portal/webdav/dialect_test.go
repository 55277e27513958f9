package webdav_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	dav "golang.org/x/net/webdav"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

func newServer(handler http.Handler, certificate tls.Certificate) *httptest.Server {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}} //nolint:gosec // tests lower it
	return server
}

func serve(t *testing.T, certificate tls.Certificate, handler http.Handler) string {
	t.Helper()
	server := newServer(handler, certificate)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// dialect changes how a WebDAV server behaves.
type dialect func(files http.Handler) http.Handler

// on applies change to requests of a method.
func on(method string, change http.HandlerFunc) dialect {
	return func(files http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method {
				change(w, r)
				return
			}
			files.ServeHTTP(w, r)
		})
	}
}

func answers(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// nginx refuses to make or move a folder whose name does not end in a slash.
func nginx(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		folder := r.Method == "MKCOL" || r.Method == "MOVE"
		destination := r.Header.Get("Destination")
		if folder && (!strings.HasSuffix(r.URL.Path, "/") || destination != "" && !strings.HasSuffix(destination, "/")) {
			w.WriteHeader(http.StatusConflict)
			return
		}
		files.ServeHTTP(w, r)
	})
}

// hashing answers a PUT with a header made from the SHA-256 of what came.
func hashing(header func(http.Header, string)) dialect {
	return func(files http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPut {
				files.ServeHTTP(w, r)
				return
			}
			hash := sha256.New()
			r.Body = io.NopCloser(io.TeeReader(r.Body, hash))
			done := httptest.NewRecorder()
			files.ServeHTTP(done, r)
			header(w.Header(), hex.EncodeToString(hash.Sum(nil)))
			w.WriteHeader(done.Code)
		})
	}
}

// short loses the last byte of every file.
func short(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			whole, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(whole[:len(whole)-1]))
		}
		files.ServeHTTP(w, r)
	})
}

// unreadable stores files and never gives them back.
var unreadable = on(http.MethodGet, answers(http.StatusForbidden))

func both(a, b dialect) dialect { return func(files http.Handler) http.Handler { return a(b(files)) } }

func TestDialects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		dialect dialect
		code    string // of the error; empty: deposited
	}{
		{"nginx: folders end in a slash", nginx, ""},
		{"PUT answered 204", hashing(func(http.Header, string) {}), ""},
		{"Nextcloud: X-Hash spares reading back", both(unreadable, hashing(func(h http.Header, sum string) {
			h.Set("X-Hash-SHA256", strings.ToUpper(sum))
		})), ""},
		{"ownCloud: OC-Checksum spares reading back", both(unreadable, hashing(func(h http.Header, sum string) {
			h.Set("OC-Checksum", "SHA256:"+sum)
		})), ""},
		{"OC-Checksum of another kind proves nothing", both(unreadable, hashing(func(h http.Header, _ string) {
			h.Set("OC-Checksum", "MD5:d41d8cd98f00b204e9800998ecf8427e")
		})), "portal_refused"},
		{"X-Hash of other bytes", hashing(func(h http.Header, _ string) {
			h.Set("X-Hash-SHA256", strings.Repeat("0", 64))
		}), "portal_deposit_altered"},
		{"the right X-Hash, and a file cut short", func(files http.Handler) http.Handler {
			return hashing(func(h http.Header, sum string) { h.Set("X-Hash-SHA256", sum) })(short(files))
		}, "portal_deposit_altered"},
		{"no room", on(http.MethodPut, answers(http.StatusInsufficientStorage)), "portal_full"},
		{"too large", on(http.MethodPut, answers(http.StatusRequestEntityTooLarge)), "portal_too_large"},
		{"locked", on(http.MethodPut, answers(http.StatusLocked)), "portal_busy"},
		{"precondition failed", on(http.MethodPut, answers(http.StatusPreconditionFailed)), "portal_name_taken"},
		{"folder not there after MKCOL", on("MKCOL", answers(http.StatusCreated)), "portal_no_such_folder"},
		{"MKCOL not known", on("MKCOL", answers(http.StatusNotImplemented)), "portal_not_webdav"},
		{"MKCOL answered 200", on("MKCOL", answers(http.StatusOK)), "portal_malformed_answer"},
		{"PROPFIND answered 200", on("PROPFIND", answers(http.StatusOK)), "portal_malformed_answer"},
		{"a sign-in page where WebDAV should be", on("PROPFIND", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusMultiStatus)
			_, _ = io.WriteString(w, "<!doctype html><title>Connexion</title>")
		}), "portal_malformed_answer"},
		{"a header without end", on("PROPFIND", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 200<<10))
			w.WriteHeader(http.StatusMultiStatus)
		}), "portal_malformed_answer"},
		{"MOVE not allowed", on("MOVE", answers(http.StatusForbidden)), "portal_refused"},
		{"MOVE partly done", on("MOVE", answers(http.StatusMultiStatus)), "portal_outcome_unknown"},
		{"MOVE answered by a proxy that gave up", on("MOVE", answers(http.StatusGatewayTimeout)), "portal_outcome_unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			channel, dir := speaking(t, test.dialect)
			parcel := sampleParcel(t)
			_, err := channel.Send(t.Context(), parcel, nil)
			if dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
			if want := dispatch.CertaintyOf(err) == dispatch.Sent; (whole(t, dir, parcel) == 1) != want {
				t.Errorf("deposited: %t, want %t", !want, want)
			}
		})
	}
}

// speaking is a channel to a server with a dialect.
func speaking(t *testing.T, d dialect) (*webdav.Channel, string) {
	t.Helper()
	ca, dir := dispatchtest.NewCA(t), t.TempDir()
	files := &dav.Handler{FileSystem: dav.Dir(dir), LockSystem: dav.NewMemLS()}
	return newChannel(t, serve(t, ca.Server().TLS, d(files)), ca, password), dir
}

// A server that stops in the middle of something is given up, by the channel's own patience.
func TestStalledServer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, method string
		code         string
	}{
		{"at sign-in", "PROPFIND", "portal_stalled"},
		{"while it takes the document", "PUT", "portal_stalled"},
		{"while it gives the document back", "GET", "portal_stalled"},
		{"at the MOVE", "MOVE", "portal_outcome_unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ca, dir := dispatchtest.NewCA(t), t.TempDir()
			files := &dav.Handler{FileSystem: dav.Dir(dir), LockSystem: dav.NewMemLS()}
			stalling := on(test.method, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					_, _ = io.WriteString(w, "%PDF")
					_ = http.NewResponseController(w).Flush()
				}
				_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client is gone
				<-r.Context().Done()
			})(files)
			channel, err := webdav.New(webdav.Config{
				URL: serve(t, ca.Server().TLS, stalling), User: portaltest.User, Password: []byte(password),
				Roots: ca.Pool, Now: dispatchtest.Epoch, Patience: 2 * time.Second,
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := channel.Send(t.Context(), sampleParcel(t), nil); dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
		})
	}
}

// mod_dav honours the precondition: even a file that came between the look and the PUT is not overwritten.
func TestApacheKeepsWhatCameBetween(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	address, dir := apache.Folder(t)
	parcel := sampleParcel(t)
	older := dir + "/" + string(parcel.Attempt) + ".part/document-1.pdf"
	between := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				if err := os.WriteFile(older, []byte("older"), 0o644); err != nil {
					t.Error(err)
				}
			}
			next.ServeHTTP(w, r)
		})
	}
	_, err := newChannel(t, apache.Through(t, address, between), ca, apache.Password).Send(t.Context(), parcel, nil)
	if dispatch.CodeOf(err) != "portal_name_taken" || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("got %v", err)
	}
}
