package emailtest

import (
	"crypto/tls"
	"encoding/base64"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// Graph is a simulator of Microsoft Graph, made from its documentation (learn.microsoft.com, "user: sendMail",
// "List messageRules"): it takes a whole message in base64 as text/plain and answers 202 with no body. It has not
// been compared with the real one.
type Graph struct {
	URL string // with the version

	mu       sync.Mutex
	answer   http.HandlerFunc
	received [][]byte
	rules    string
	withheld map[string]bool
}

// graphRequestLimit is the most that one request may hold, in bytes.
const graphRequestLimit = 4 << 20

// StartGraph starts a simulator. answer is asked instead of the usual 202 once a message is kept; nil: nothing is.
func StartGraph(t testing.TB, certificate dispatchtest.Certificate, answer http.HandlerFunc) *Graph {
	t.Helper()
	g := &Graph{answer: answer, rules: `{"value":[]}`, withheld: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1.0/me/sendMail", g.sendMail)
	mux.HandleFunc("GET /v1.0/me/mailFolders/inbox/messageRules", g.listRules)
	server := httptest.NewUnstartedServer(mux)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate.TLS}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	g.URL = server.URL + "/v1.0"
	return g
}

// Received are the messages kept, oldest first.
func (g *Graph) Received() [][]byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([][]byte(nil), g.received...)
}

// Rules makes rules those of the mailbox: what the list of them answers.
func (g *Graph) Rules(rules string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rules = rules
}

// Withdraw makes the service refuse a token from now on.
func (g *Graph) Withdraw(token string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.withheld[token] = true
}

func (g *Graph) allowed(r *http.Request, scope string) bool {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g.mu.Lock()
	defer g.mu.Unlock()
	return found && strings.HasPrefix(token, scope+"-") && !g.withheld[token]
}

func (g *Graph) sendMail(w http.ResponseWriter, r *http.Request) {
	if !g.allowed(r, "Mail.Send") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, graphRequestLimit+1))
	message, coding := base64.StdEncoding.DecodeString(string(body))
	switch {
	case err != nil:
		return // cut: nobody is left to tell
	case len(body) > graphRequestLimit:
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case coding != nil, r.Header.Get("Content-Type") != "text/plain":
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if g.answer != nil {
		g.answer(keeping{w, g, message}, r)
		return
	}
	keeping{w, g, message}.Keep()
	w.Header().Set("request-id", "0e7c0c1a-5555-4a4a-9d9d-0123456789ab")
	w.WriteHeader(http.StatusAccepted)
}

// Keeper is what the answer of a test may do with the message that came.
type Keeper interface{ Keep() }

type keeping struct {
	http.ResponseWriter
	graph   *Graph
	message []byte
}

// Keep takes the message.
func (k keeping) Keep() {
	k.graph.mu.Lock()
	defer k.graph.mu.Unlock()
	k.graph.received = append(k.graph.received, k.message)
}

func (g *Graph) listRules(w http.ResponseWriter, r *http.Request) {
	if !g.allowed(r, "MailboxSettings.Read") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, g.rules)
}
