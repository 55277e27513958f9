package portaltest

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/practice"
)

// Graph is a simulator of a drive of Microsoft 365, built from Microsoft's published documentation, not a drive:
// no real one runs here. It knows what the documentation tells of driveItem, createUploadSession, invite,
// permission and itemAnalytics, and refuses what that forbids.
type Graph struct {
	URL   string // version included
	Sum   func(content []byte) string
	Rules GraphRules

	line line
	mu   sync.Mutex
	next int
	// items by their identifiers; the root is "root".
	items    map[string]*graphItem
	sessions map[string]*graphSession
	invited  int
}

// GraphRules are what an organisation and its drive do differently.
type GraphRules struct {
	NoSum       bool // the drive tells no sum of files
	NoExpiry    bool // an access is given without an end
	NoExtension bool // the end of an access cannot be moved
}

// GraphConfig says how a simulator runs. The zero value is a faultless drive.
type GraphConfig struct {
	Certificate *tls.Certificate // nil: one of the authority
	Refuse      bool             // every token
	Script      practice.PortalScript
	Elsewhere   string
	Throttle    func(*http.Request) bool // answers 429, and asks to wait for a second
	Rules       GraphRules
	Sum         func(content []byte) string // the drive's own sum of a file: quickXorHash
}

type graphItem struct {
	id, parent, name string
	folder           bool
	content          []byte
	permissions      []map[string]any
	opened           int
}

type graphSession struct {
	parent, name string
	content      []byte
	total        int64
}

// StartGraph starts a simulator that ends with the test.
func StartGraph(t testing.TB, ca *dispatchtest.CA, c GraphConfig) *Graph {
	t.Helper()
	g := &Graph{
		Sum: c.Sum, Rules: c.Rules, sessions: map[string]*graphSession{},
		items: map[string]*graphItem{"root": {id: "root", folder: true}},
	}
	if c.Certificate == nil {
		server := ca.Server().TLS
		c.Certificate = &server
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/up/{session}", g.serveSession)
	mux.Handle("/v1.0/me/drive/", signedIn(c.Refuse, http.HandlerFunc(g.serveDrive)))
	mux.Handle("/v1.0/me/drive/root", signedIn(c.Refuse, http.HandlerFunc(g.serveDrive)))
	server := httptest.NewUnstartedServer(g.watched(throttling(c.Throttle, played(c.Script, c.Elsewhere, mux))))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{*c.Certificate}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	g.URL = server.URL + "/v1.0"
	return g
}

func signedIn(refuse bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer Files.ReadWrite-") {
			graphError(w, http.StatusUnauthorized, "InvalidAuthenticationToken")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func throttling(now func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if now != nil && now(r) {
			w.Header().Set("Retry-After", "1")
			graphError(w, http.StatusTooManyRequests, "activityLimitReached")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// watched counts the bytes of documents on their way.
func (g *Graph) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && g.carriesDocument(r.URL.Path) {
			r.Body = watchedBody{r.Body, &g.line}
		}
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/invite") && g.line.loses() {
			practice.PortalScript(func(*http.Request) practice.PortalFault { return practice.PortalLoseReply }).Before(next, "").ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g *Graph) carriesDocument(at string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.sessions[strings.TrimPrefix(at, "/up/")]
	return s != nil && strings.HasPrefix(s.name, "document-")
}

func graphError(w http.ResponseWriter, status int, code string) {
	graphAnswer(w, status, map[string]any{"error": map[string]any{"code": code, "message": "simulated"}})
}

func graphAnswer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// serveDrive finds the item that a path names and does what is asked of it.
func (g *Graph) serveDrive(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/v1.0/me/drive/")
	parent, name, action := splitGraphPath(path)
	at := g.items[parent]
	if at != nil && name != "" {
		if action == "createUploadSession" {
			g.createSession(w, r, at, name)
			return
		}
		at = g.childOf(at.id, name)
	}
	if at == nil {
		graphError(w, http.StatusNotFound, "itemNotFound")
		return
	}
	g.serveItem(w, r, at, action)
}

// splitGraphPath reads root, root:/name, items/ID, items/ID/action, items/ID:/name and items/ID:/name:/action.
func splitGraphPath(path string) (parent, name, action string) {
	head, rest, byName := strings.Cut(path, ":/")
	if byName {
		name, action, _ = strings.Cut(rest, ":/")
	} else if top, after, found := strings.Cut(head, "/"); found && top == "root" {
		return "root", "", after
	}
	if head == "root" {
		return "root", name, action
	}
	parent = strings.TrimPrefix(head, "items/")
	if !byName {
		parent, action, _ = strings.Cut(parent, "/")
	}
	return parent, name, action
}

func (g *Graph) childOf(parent, name string) *graphItem {
	for _, i := range g.items {
		if i.parent == parent && strings.EqualFold(i.name, name) {
			return i
		}
	}
	return nil
}

func (g *Graph) serveItem(w http.ResponseWriter, r *http.Request, at *graphItem, action string) {
	verb, access, _ := strings.Cut(action, "/")
	switch {
	case action == "" && r.Method == http.MethodGet:
		graphAnswer(w, http.StatusOK, g.told(at))
	case action == "" && r.Method == http.MethodPatch:
		g.rename(w, r, at)
	case action == "" && r.Method == http.MethodDelete:
		g.drop(at.id)
		w.WriteHeader(http.StatusNoContent)
	case verb == "children":
		g.serveChildren(w, r, at)
	case verb == "permissions":
		g.servePermissions(w, r, at, access)
	case verb == "invite":
		g.invite(w, r, at)
	case action == "analytics/allTime":
		graphAnswer(w, http.StatusOK, map[string]any{"access": map[string]any{"actionCount": at.opened, "actorCount": min(at.opened, 1)}})
	default:
		graphError(w, http.StatusBadRequest, "invalidRequest")
	}
}

func (g *Graph) told(i *graphItem) map[string]any {
	told := map[string]any{"id": i.id, "name": i.name, "size": len(i.content)}
	if i.folder {
		told["folder"] = map[string]any{"childCount": 0}
		return told
	}
	hashes := map[string]any{}
	if !g.Rules.NoSum {
		hashes["quickXorHash"] = g.Sum(i.content)
	}
	told["file"] = map[string]any{"mimeType": "application/octet-stream", "hashes": hashes}
	return told
}

func (g *Graph) add(parent, name string) *graphItem {
	g.next++
	i := &graphItem{id: "01SIM" + strconv.Itoa(g.next), parent: parent, name: name}
	g.items[i.id] = i
	return i
}

func (g *Graph) drop(id string) {
	for _, i := range g.items {
		if i.parent == id {
			g.drop(i.id)
		}
	}
	delete(g.items, id)
}

func (g *Graph) rename(w http.ResponseWriter, r *http.Request, at *graphItem) {
	var asked struct{ Name string }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	if other := g.childOf(at.parent, asked.Name); other != nil && other != at {
		graphError(w, http.StatusConflict, "nameAlreadyExists")
		return
	}
	at.name = asked.Name
	graphAnswer(w, http.StatusOK, g.told(at))
}

func (g *Graph) serveChildren(w http.ResponseWriter, r *http.Request, at *graphItem) {
	if r.Method == http.MethodGet {
		list := []any{}
		for _, i := range g.items {
			if i.parent == at.id {
				list = append(list, g.told(i))
			}
		}
		graphAnswer(w, http.StatusOK, map[string]any{"value": list})
		return
	}
	var asked struct{ Name string }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	if asked.Name == "" || g.childOf(at.id, asked.Name) != nil {
		graphError(w, http.StatusConflict, "nameAlreadyExists")
		return
	}
	made := g.add(at.id, asked.Name)
	made.folder = true
	graphAnswer(w, http.StatusCreated, g.told(made))
}

func (g *Graph) invite(w http.ResponseWriter, r *http.Request, at *graphItem) {
	var asked struct {
		Recipients     []struct{ Email string }
		RequireSignIn  bool
		SendInvitation bool
		Roles          []string
		Message        string
		Expiration     string `json:"expirationDateTime"`
		Password       string
	}
	_ = json.NewDecoder(r.Body).Decode(&asked)
	if len(asked.Recipients) != 1 || !asked.RequireSignIn || asked.Password != "" || len(asked.Message) > 2000 {
		graphError(w, http.StatusBadRequest, "invalidRequest")
		return
	}
	g.next++
	g.invited++
	access := map[string]any{
		"id": "aTowIy5m" + strconv.Itoa(g.next) + "==", "roles": asked.Roles,
		"invitation": map[string]any{"email": asked.Recipients[0].Email, "signInRequired": true},
	}
	if asked.Expiration != "" && !g.Rules.NoExpiry {
		access["expirationDateTime"] = asked.Expiration
	}
	at.permissions = append(at.permissions, access)
	graphAnswer(w, http.StatusOK, map[string]any{"value": []any{access}})
}

func (g *Graph) servePermissions(w http.ResponseWriter, r *http.Request, at *graphItem, access string) {
	if access == "" {
		list := []any{
			map[string]any{"id": "owner", "roles": []string{"owner"}},
			map[string]any{"id": "above", "roles": []string{"read"}, "inheritedFrom": map[string]any{"id": "root"}},
		}
		for _, p := range at.permissions {
			list = append(list, p)
		}
		graphAnswer(w, http.StatusOK, map[string]any{"value": list})
		return
	}
	access, _ = url.PathUnescape(access)
	for n, p := range at.permissions {
		if p["id"] == access {
			g.changePermission(w, r, at, n)
			return
		}
	}
	graphError(w, http.StatusNotFound, "itemNotFound")
}

func (g *Graph) changePermission(w http.ResponseWriter, r *http.Request, at *graphItem, n int) {
	switch {
	case r.Method == http.MethodDelete:
		at.permissions = append(at.permissions[:n:n], at.permissions[n+1:]...)
		w.WriteHeader(http.StatusNoContent)
	case g.Rules.NoExtension:
		graphError(w, http.StatusBadRequest, "notSupported")
	default:
		var asked struct {
			Expiration string `json:"expirationDateTime"`
		}
		_ = json.NewDecoder(r.Body).Decode(&asked)
		at.permissions[n]["expirationDateTime"] = asked.Expiration
		graphAnswer(w, http.StatusOK, at.permissions[n])
	}
}

// Arrived is how many deposits somebody has access to that hold every document of a parcel as it was queued.
func (g *Graph) Arrived(p dispatch.Parcel) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	count := 0
	for _, i := range g.items {
		if len(i.permissions) > 0 && g.holds(i.id, p) {
			count++
		}
	}
	return count
}

func (g *Graph) holds(deposit string, p dispatch.Parcel) bool {
	for n, document := range p.Documents {
		file := g.childOf(deposit, portal.FileName(n+1, document.MediaType))
		if file == nil || sha256Hex(file.content) != document.SHA256 {
			return false
		}
	}
	return true
}

// Invited is how many invitations were sent.
func (g *Graph) Invited() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.invited
}

// Open opens every document of every deposit once.
func (g *Graph) Open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, i := range g.items {
		i.opened++
	}
}

// Names lists every name below the folder for deposits.
func (g *Graph) Names() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var names []string
	for _, i := range g.items {
		if i.id != "root" && i.parent != "root" {
			names = append(names, i.name)
		}
	}
	return names
}

// CutAfter breaks the line once, after so many more bytes of documents.
func (g *Graph) CutAfter(bytes int64) {
	g.line.mu.Lock()
	defer g.line.mu.Unlock()
	g.line.armed, g.line.left = true, bytes
}

// LoseInvitation invites, and loses the answer.
func (g *Graph) LoseInvitation() {
	g.line.mu.Lock()
	defer g.line.mu.Unlock()
	g.line.lose = true
}

// Uploaded is how many bytes of documents came through so far.
func (g *Graph) Uploaded() int64 {
	g.line.mu.Lock()
	defer g.line.mu.Unlock()
	return g.line.passed
}
