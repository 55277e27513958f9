package portaltest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// graphUnit is what every range but the last is a multiple of, in bytes.
const graphUnit = 320 << 10

func sha256Hex(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (g *Graph) createSession(w http.ResponseWriter, r *http.Request, parent *graphItem, name string) {
	_, _ = io.Copy(io.Discard, r.Body)
	if g.childOf(parent.id, name) != nil {
		graphError(w, http.StatusConflict, "nameAlreadyExists")
		return
	}
	g.next++
	id := "s" + strconv.Itoa(g.next)
	g.sessions[id] = &graphSession{parent: parent.id, name: name}
	graphAnswer(w, http.StatusOK, map[string]any{"uploadUrl": "https://" + r.Host + "/up/" + id + "?guid='" + id + "'&tempauth=v1.secret"})
}

// serveSession takes ranges of a file, whole and in order. It wants no token.
func (g *Graph) serveSession(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("session")
	if r.Header.Get("Authorization") != "" || r.URL.Query().Get("tempauth") != "v1.secret" {
		graphError(w, http.StatusUnauthorized, "unauthenticated")
		return
	}
	content, err := io.ReadAll(r.Body) // a request that is cut leaves nothing
	if err != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.sessions[id]
	switch {
	case s == nil:
		graphError(w, http.StatusNotFound, "itemNotFound")
	case r.Method == http.MethodGet:
		graphAnswer(w, http.StatusOK, s.status())
	case r.Method == http.MethodDelete:
		delete(g.sessions, id)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPut:
		g.takeRange(w, r, id, s, content)
	default:
		graphError(w, http.StatusMethodNotAllowed, "notSupported")
	}
}

func (s *graphSession) status() map[string]any {
	return map[string]any{"nextExpectedRanges": []string{fmt.Sprintf("%d-", len(s.content))}}
}

func (g *Graph) takeRange(w http.ResponseWriter, r *http.Request, id string, s *graphSession, content []byte) {
	var from, to, total int64
	_, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total)
	last := to+1 == total
	switch {
	case err != nil, to-from+1 != int64(len(content)), s.total != 0 && s.total != total, !last && len(content)%graphUnit != 0:
		graphError(w, http.StatusBadRequest, "invalidRequest")
		return
	case from != int64(len(s.content)):
		graphError(w, http.StatusRequestedRangeNotSatisfiable, "invalidRange")
		return
	}
	s.total = total
	s.content = append(s.content, content...)
	if !last {
		graphAnswer(w, http.StatusAccepted, s.status())
		return
	}
	delete(g.sessions, id)
	if g.items[s.parent] == nil || g.childOf(s.parent, s.name) != nil {
		graphError(w, http.StatusConflict, "nameAlreadyExists")
		return
	}
	file := g.add(s.parent, s.name)
	file.content = s.content
	graphAnswer(w, http.StatusCreated, json.RawMessage(fmt.Sprintf(`{"id":%q,"name":%q,"size":%d}`, file.id, file.name, total)))
}
