package portaltest

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// SendSecure is a simulator of XM SendSecure, built from the libraries that its maker published, not the service:
// no real one runs here. What those do not tell, such as how it treats a SafeBox that was never sent, is made up.
type SendSecure struct {
	URL   string
	Rules SendSecureRules

	mu    sync.Mutex
	next  int
	boxes []*simulatedBox
	files map[string]simulatedFile
}

// What a simulator's account signs in with.
const (
	SendSecureEnterprise = "clinique"
	SendSecureUser       = "envoi@clinique.example"
	SendSecurePassword   = "Un-mot-de-passe"
	sendSecureToken      = "USER|489b3b1f-b411-428e-be5b-2abbace87689"
)

// SendSecureRules are what an organisation demands of its SafeBoxes.
type SendSecureRules struct {
	MailOnly         bool // codes go by e-mail alone
	DoubleEncryption bool // and no SafeBox may do without
	KeepsOpen        bool // nobody may close a SafeBox
	Alters           bool // a document is not kept as it came
}

// SendSecureConfig says how a simulator runs. The zero value is a faultless service.
type SendSecureConfig struct {
	Certificate *tls.Certificate // nil: one of the authority
	Script      practice.PortalScript
	Elsewhere   string
	Rules       SendSecureRules
}

type simulatedFile struct {
	name    string
	content []byte
}

// simulatedBox is a SafeBox. Its JSON is the service's.
type simulatedBox struct {
	guid, subject, status string
	expiration            time.Time
	files                 []string
	asked                 map[string]any
	locked, bounced       bool
	downloaded            time.Time
}

// StartSendSecure starts a simulator that ends with the test.
func StartSendSecure(t testing.TB, ca *dispatchtest.CA, c SendSecureConfig) *SendSecure {
	t.Helper()
	s := &SendSecure{Rules: c.Rules, files: map[string]simulatedFile{}}
	if c.Certificate == nil {
		server := ca.Server().TLS
		c.Certificate = &server
	}
	server := httptest.NewUnstartedServer(played(c.Script, c.Elsewhere, s.routes()))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{*c.Certificate}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *SendSecure) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /services/{enterprise}/sendsecure/server/url", s.locate)
	mux.HandleFunc("POST /api/user_token", s.signIn)
	mux.HandleFunc("POST /files/{document}", s.takeFile)
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /api/v2/enterprises/clinique/settings.json":            s.settings,
		"GET /api/v2/enterprises/clinique/security_profiles.json":   s.profiles,
		"GET /api/v2/safeboxes/new.json":                            s.open,
		"GET /api/v2/safeboxes.json":                                s.list,
		"POST /api/v2/safeboxes.json":                               s.commit,
		"POST /api/v2/safeboxes/{guid}/uploads.json":                s.place,
		"GET /api/v2/safeboxes/{guid}":                              s.show,
		"PATCH /api/v2/safeboxes/{guid}/{what}":                     s.change,
		"PATCH /api/v2/safeboxes/{guid}/participants/{participant}": s.lock,
	} {
		mux.Handle(pattern, s.withToken(handler))
	}
	return mux
}

func (s *SendSecure) withToken(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if r.Header.Get("Authorization-Token") != sendSecureToken {
			graphAnswer(w, http.StatusUnauthorized, map[string]any{"message": "Access denied"})
			return
		}
		next(w, r)
	})
}

func (s *SendSecure) locate(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("enterprise") != SendSecureEnterprise {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	_, _ = io.WriteString(w, "https://"+r.Host+"\n")
}

func (s *SendSecure) signIn(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.PostFormValue("device_id") == "" || r.PostFormValue("application_type") == "":
		graphAnswer(w, http.StatusBadRequest, map[string]any{"result": false, "code": 104, "message": "missing parameter"})
	case r.PostFormValue("username") != SendSecureUser || r.PostFormValue("password") != SendSecurePassword:
		graphAnswer(w, http.StatusOK, map[string]any{"result": false, "code": 102, "message": "invalid credentials"})
	default:
		graphAnswer(w, http.StatusOK, map[string]any{"result": true, "token": sendSecureToken, "user_id": 1})
	}
}

func (s *SendSecure) settings(w http.ResponseWriter, _ *http.Request) {
	graphAnswer(w, http.StatusOK, map[string]any{"default_security_profile_id": 10, "extension_filter": map[string]any{"mode": "forbid", "list": []string{}}})
}

func (s *SendSecure) profiles(w http.ResponseWriter, _ *http.Request) {
	option := func(value any, modifiable bool) map[string]any {
		return map[string]any{"value": value, "modifiable": modifiable}
	}
	graphAnswer(w, http.StatusOK, map[string]any{"security_profiles": []any{map[string]any{
		"id": 10, "name": "simulated", "allow_sms": option(!s.Rules.MailOnly, false), "allow_voice": option(false, false),
		"allow_email": option(true, true), "double_encryption": option(s.Rules.DoubleEncryption, !s.Rules.DoubleEncryption),
		"expiration_value": option(7, true), "expiration_unit": option("days", true),
	}}})
}

func (s *SendSecure) id() string {
	s.next++
	return "73af62f766ee459e81f46e4f5330" + strconv.Itoa(1000+s.next)
}

func (s *SendSecure) open(w http.ResponseWriter, r *http.Request) {
	box := &simulatedBox{guid: s.id()}
	s.boxes = append(s.boxes, box)
	graphAnswer(w, http.StatusOK, map[string]any{
		"guid": box.guid, "public_encryption_key": "AyOmyAaw", "upload_url": "https://" + r.Host + "/files/old",
	})
}

func (s *SendSecure) box(guid string) *simulatedBox {
	n := slices.IndexFunc(s.boxes, func(b *simulatedBox) bool { return b.guid == guid })
	if n < 0 {
		return nil
	}
	return s.boxes[n]
}

func (s *SendSecure) place(w http.ResponseWriter, r *http.Request) {
	if s.box(r.PathValue("guid")) == nil {
		graphAnswer(w, http.StatusForbidden, map[string]any{"message": "Access denied"})
		return
	}
	id := s.id()
	graphAnswer(w, http.StatusOK, map[string]any{"temporary_document_guid": id, "upload_url": "https://" + r.Host + "/files/" + id + "?key=place"})
}

// takeFile keeps a document that came whole.
func (s *SendSecure) takeFile(w http.ResponseWriter, r *http.Request) {
	file, header, err := r.FormFile("file")
	if err != nil || r.Header.Get("Authorization-Token") != "" || r.URL.Query().Get("key") != "place" {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Rules.Alters {
		content[0] ^= 1
	}
	s.files[r.PathValue("document")] = simulatedFile{header.Filename, content}
	graphAnswer(w, http.StatusOK, map[string]any{"temporary_document": map[string]any{"document_guid": r.PathValue("document")}})
}

func (s *SendSecure) commit(w http.ResponseWriter, r *http.Request) {
	var asked struct{ SafeBox map[string]any }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	guid, _ := asked.SafeBox["guid"].(string)
	box := s.box(guid)
	recipients, _ := asked.SafeBox["recipients"].([]any)
	if box == nil || box.status != "" || len(recipients) != 1 || asked.SafeBox["security_profile_id"] != 10.0 {
		graphAnswer(w, http.StatusBadRequest, map[string]any{"error": "invalid", "attributes": map[string]any{}})
		return
	}
	documents, _ := asked.SafeBox["document_ids"].([]any)
	for _, document := range documents {
		id, _ := document.(string)
		if _, there := s.files[id]; !there {
			graphAnswer(w, http.StatusBadRequest, map[string]any{"error": "document_ids"})
			return
		}
		box.files = append(box.files, id)
	}
	box.status, box.asked = "in_progress", asked.SafeBox
	box.subject, _ = asked.SafeBox["subject"].(string)
	day, _ := asked.SafeBox["expiration_date"].(string)
	hour, _ := asked.SafeBox["expiration_time"].(string)
	box.expiration, _ = time.Parse(time.DateTime, day+" "+hour)
	graphAnswer(w, http.StatusOK, s.told(box)["safebox"])
}

func (s *SendSecure) told(b *simulatedBox) map[string]any {
	documents, downloads := []any{}, []any{}
	for _, id := range b.files {
		file := s.files[id]
		documents = append(documents, map[string]any{"id": id, "name": file.name, "sha": sha256Hex(file.content), "size": len(file.content)})
		download := map[string]any{"id": id, "downloaded_bytes": 0, "download_date": nil}
		if !b.downloaded.IsZero() {
			download = map[string]any{"id": id, "downloaded_bytes": len(file.content), "download_date": b.downloaded}
		}
		downloads = append(downloads, download)
	}
	return map[string]any{"safebox": map[string]any{
		"guid": b.guid, "subject": b.subject, "status": b.status, "expiration": b.expiration, "created_at": dispatchtest.Epoch(),
		"participants": []any{
			map[string]any{"id": "7a3c51e0", "role": "guest", "guest_options": map[string]any{"bounced_email": b.bounced, "locked": b.locked}},
			map[string]any{"id": "1", "role": "owner"},
		},
		"messages":          []any{map[string]any{"note": "", "documents": documents}},
		"download_activity": map[string]any{"guests": []any{map[string]any{"id": "7a3c51e0", "documents": downloads}}},
		"event_history":     []any{map[string]any{"type": "safebox_created_owner", "date": dispatchtest.Epoch()}},
	}}
}

func (s *SendSecure) list(w http.ResponseWriter, _ *http.Request) {
	list := []any{}
	for _, b := range s.boxes {
		if b.status != "" {
			list = append(list, s.told(b))
		}
	}
	graphAnswer(w, http.StatusOK, map[string]any{"count": len(list), "next_page_url": nil, "safeboxes": list})
}

func (s *SendSecure) show(w http.ResponseWriter, r *http.Request) {
	box := s.box(strings.TrimSuffix(r.PathValue("guid"), ".json"))
	if box == nil || box.status == "" {
		graphAnswer(w, http.StatusForbidden, map[string]any{"message": "Access denied"})
		return
	}
	graphAnswer(w, http.StatusOK, s.told(box))
}

func (s *SendSecure) change(w http.ResponseWriter, r *http.Request) {
	box := s.box(r.PathValue("guid"))
	what := strings.TrimSuffix(path.Base(r.URL.Path), ".json")
	switch {
	case box == nil, what == "close" && s.Rules.KeepsOpen, what == "delete_content" && box.status == "in_progress":
		graphAnswer(w, http.StatusBadRequest, map[string]any{"result": false, "message": "Unable to close the SafeBox."})
		return
	case what == "close":
		box.status = "closed"
	case what == "delete_content":
		box.status = "content_deleted"
	case what == "add_time":
		var asked struct {
			SafeBox struct {
				Value int    `json:"add_time_value"`
				Unit  string `json:"add_time_unit"`
			}
		}
		_ = json.NewDecoder(r.Body).Decode(&asked)
		box.expiration = box.expiration.Add(time.Duration(asked.SafeBox.Value) * time.Hour)
	}
	graphAnswer(w, http.StatusOK, map[string]any{"result": true, "new_expiration": box.expiration})
}

func (s *SendSecure) lock(w http.ResponseWriter, r *http.Request) {
	if box := s.box(r.PathValue("guid")); box != nil {
		box.locked = true
	}
	graphAnswer(w, http.StatusOK, map[string]any{"id": "7a3c51e0"})
}

// Arrived is how many SafeBoxes were sent that hold every document of a parcel as it was queued.
func (s *SendSecure) Arrived(p dispatch.Parcel) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, b := range s.boxes {
		if b.status == "in_progress" && !b.locked && s.holds(b, p) {
			count++
		}
	}
	return count
}

func (s *SendSecure) holds(b *simulatedBox, p dispatch.Parcel) bool {
	for _, document := range p.Documents {
		if !slices.ContainsFunc(b.files, func(id string) bool { return sha256Hex(s.files[id].content) == document.SHA256 }) {
			return false
		}
	}
	return true
}

// Asked is what the SafeBoxes that were sent were asked for with.
func (s *SendSecure) Asked() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	var asked []map[string]any
	for _, b := range s.boxes {
		if b.asked != nil {
			asked = append(asked, b.asked)
		}
	}
	return asked
}

// Names are those of files, and the subjects that stand in notices.
func (s *SendSecure) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, b := range s.boxes {
		names = append(names, b.subject)
	}
	for _, f := range s.files {
		names = append(names, f.name)
	}
	return names
}

// Fetch downloads every document of every SafeBox at a time.
func (s *SendSecure) Fetch(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.boxes {
		b.downloaded = at
	}
}

// Bounce sends every notice back.
func (s *SendSecure) Bounce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.boxes {
		b.bounced = true
	}
}
