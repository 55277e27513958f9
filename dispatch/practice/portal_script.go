package practice

import (
	"bytes"
	"io"
	"net/http"
	"strings"
)

// PortalFault is what the portal does with a request instead of answering it well.
type PortalFault string

// The faults. The empty one goes on.
const (
	PortalBusy      PortalFault = "busy"       // answers 503
	PortalRefuse    PortalFault = "refuse"     // answers 403
	PortalRedirect  PortalFault = "redirect"   // answers 307 to elsewhere
	PortalCut       PortalFault = "cut"        // reads some of the body, then closes the connection
	PortalLoseReply PortalFault = "lose_reply" // does what was asked, then closes the connection
	PortalFlood     PortalFault = "flood"      // an answer without end
	PortalBabble    PortalFault = "babble"     // something that is no answer
	PortalSpoil     PortalFault = "spoil"      // stores another byte than it was given
	PortalForget    PortalFault = "forget"     // answers 201 and does nothing
)

// PortalScript decides what goes wrong with a request; it must not read its body. It is called by
// several connections at once.
type PortalScript func(*http.Request) PortalFault

// OnMethod is the script of one fault at every request of a method.
func OnMethod(method string, fault PortalFault) PortalScript {
	return func(r *http.Request) PortalFault {
		if r.Method == method {
			return fault
		}
		return ""
	}
}

// Before puts the script's faults before a handler. A redirect points elsewhere.
func (script PortalScript) Before(next http.Handler, elsewhere string) http.Handler {
	if script == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch script(r) {
		case PortalBusy:
			http.Error(w, "practice: try again later", http.StatusServiceUnavailable)
		case PortalRefuse:
			http.Error(w, "practice: refused", http.StatusForbidden)
		case PortalRedirect:
			w.Header().Set("Location", elsewhere)
			w.WriteHeader(http.StatusTemporaryRedirect)
		case PortalCut:
			_, _ = io.CopyN(io.Discard, r.Body, 1)
			hangUp()
		case PortalLoseReply:
			next.ServeHTTP(mute{header: http.Header{}}, r)
			hangUp()
		case PortalFlood:
			floodPortal(w)
		case PortalBabble:
			babble(w)
		case PortalSpoil:
			r.Body = struct {
				io.Reader
				io.Closer
			}{spoilt(r.Body), r.Body}
			next.ServeHTTP(w, r)
		case PortalForget:
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusCreated)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// hangUp makes net/http close the connection without a word.
func hangUp() { panic(http.ErrAbortHandler) }

// mute is an answer that nobody gets.
type mute struct{ header http.Header }

// Header implements http.ResponseWriter.
func (m mute) Header() http.Header { return m.header }

// Write implements http.ResponseWriter.
func (mute) Write(p []byte) (int, error) { return len(p), nil }

// WriteHeader implements http.ResponseWriter.
func (mute) WriteHeader(int) {}

// floodPortal begins an answer well and goes on until nobody listens any more.
func floodPortal(w http.ResponseWriter) {
	w.WriteHeader(http.StatusMultiStatus)
	text := `<?xml version="1.0"?><multistatus xmlns="DAV:">`
	for filler := strings.Repeat("<response></response>", 500); ; text = filler {
		if _, err := io.WriteString(w, text); err != nil {
			hangUp()
		}
	}
}

func babble(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		hangUp()
	}
	_, _ = io.WriteString(conn, "How do you do?\r\n\r\n")
	_ = conn.Close()
}

// spoilt changes the first byte of a body.
func spoilt(body io.Reader) io.Reader {
	first := make([]byte, 1)
	n, _ := io.ReadFull(body, first)
	first[0] ^= 1
	return io.MultiReader(bytes.NewReader(first[:n]), body)
}
