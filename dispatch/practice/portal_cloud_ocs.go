package practice

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// answerOCS writes the envelope of the Open Collaboration Services, version 2: the HTTP status says the same
// as the code in it.
func answerOCS(w http.ResponseWriter, status, code int, message string, data any) {
	if data == nil {
		data = []any{}
	}
	word := "ok"
	if status != http.StatusOK {
		word = "failure"
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ocs": map[string]any{
		"meta": map[string]any{"status": word, "statuscode": code, "message": message},
		"data": data,
	}})
}

func refuseOCS(w http.ResponseWriter, status int, message string) {
	answerOCS(w, status, status, message, nil)
}

func tellOCS(w http.ResponseWriter, data any) { answerOCS(w, http.StatusOK, http.StatusOK, "OK", data) }

// noSuchQuery is how a server answers for an application that it does not have.
func noSuchQuery(w http.ResponseWriter) { answerOCS(w, http.StatusNotFound, 998, "Invalid query", nil) }

const (
	sharesPath   = "apps/files_sharing/api/v1/shares"
	activityPath = "apps/activity/api/v2/activity/filter"
)

func (c *Cloud) serveOCS(w http.ResponseWriter, r *http.Request, path string) {
	if r.Header.Get("OCS-APIRequest") != "true" {
		refuseOCS(w, http.StatusPreconditionFailed, "CSRF check failed")
		return
	}
	if r.URL.Query().Get("format") != "json" {
		refuseOCS(w, http.StatusBadRequest, "practice: only JSON is spoken here")
		return
	}
	switch {
	case path == "cloud/user" && r.Method == http.MethodGet:
		tellOCS(w, map[string]any{"id": c.config.UserID})
	case path == "cloud/capabilities" && r.Method == http.MethodGet:
		tellOCS(w, map[string]any{"version": map[string]any{"major": 31}, "capabilities": c.config.Policy.capabilities()})
	case path == "core/apppassword" && r.Method == http.MethodDelete:
		c.forgetPassword(w, r)
	case path == sharesPath || strings.HasPrefix(path, sharesPath+"/"):
		c.serveShares(w, r, strings.TrimPrefix(strings.TrimPrefix(path, sharesPath), "/"))
	case path == activityPath && r.Method == http.MethodGet && !c.config.Policy.ActivitiesOff:
		c.serveActivities(w, r)
	default:
		noSuchQuery(w)
	}
}

func (p CloudPolicy) capabilities() map[string]any {
	public := map[string]any{"enabled": !p.SharingOff}
	if !p.SharingOff {
		public["password"] = map[string]any{"enforced": p.PasswordEnforced}
		public["expire_date"] = map[string]any{"enabled": p.ExpireEnforced, "days": p.ExpireDays, "enforced": p.ExpireEnforced}
	}
	told := map[string]any{
		"files_sharing": map[string]any{
			"api_enabled": !p.SharingOff, "public": public,
			"sharebymail": map[string]any{"enabled": !p.MailSharingOff, "send_password_by_mail": p.MailsPasswords},
		},
		"password_policy": map[string]any{"minLength": p.PasswordMin, "enforceNumericCharacters": p.PasswordDigits},
	}
	if !p.ActivitiesOff {
		told["activity"] = map[string]any{"apiv2": []string{"filters", "filters-api", "rich-strings"}}
	}
	return told
}

func (c *Cloud) forgetPassword(w http.ResponseWriter, r *http.Request) {
	_, password, _ := r.BasicAuth()
	c.mu.Lock()
	_, granted := c.passwords[password]
	delete(c.passwords, password)
	c.mu.Unlock()
	if !granted {
		refuseOCS(w, http.StatusForbidden, "not an app password")
		return
	}
	tellOCS(w, nil)
}

// serveActivities lists the downloads of one file. As documented, there is no content when there are none.
func (c *Cloud) serveActivities(w http.ResponseWriter, r *http.Request) {
	file, err := strconv.ParseInt(r.URL.Query().Get("object_id"), 10, 64)
	if err != nil || r.URL.Query().Get("object_type") != "files" {
		refuseOCS(w, http.StatusNotFound, "unknown filter")
		return
	}
	c.lock()
	var told []map[string]any
	for i, activity := range slices.Backward(c.state.Activities) {
		if activity.File == file {
			told = append(told, activity.json(i+1))
		}
	}
	c.mu.Unlock()
	if len(told) == 0 {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	tellOCS(w, told)
}

func (a cloudActivity) json(id int) map[string]any {
	about := map[string]any{"file": map[string]any{"type": "file", "id": strconv.FormatInt(a.File, 10)}}
	if a.Mail != "" {
		about["email"] = map[string]any{"type": "email", "id": a.Mail, "name": a.Mail}
	}
	return map[string]any{
		"activity_id": id, "app": "files_sharing", "type": "public_links", "subject": "Downloaded",
		"subject_rich": []any{"Downloaded", about},
		"object_type":  "files", "object_id": a.File, "datetime": a.At.UTC().Format(time.RFC3339),
	}
}
