package practice

import (
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The kinds of shares that a portal makes.
const (
	linkShare = 3
	mailShare = 4
)

const (
	shareDay      = "2006-01-02"
	maxShareLabel = 255
)

func (c *Cloud) serveShares(w http.ResponseWriter, r *http.Request, id string) {
	c.lock()
	defer c.mu.Unlock()
	c.expire()
	if err := r.ParseForm(); err != nil {
		refuseOCS(w, http.StatusBadRequest, "malformed")
		return
	}
	if id == "" {
		switch r.Method {
		case http.MethodGet:
			c.listShares(w, r)
		case http.MethodPost:
			c.createShare(w, r)
		default:
			refuseOCS(w, http.StatusMethodNotAllowed, "Invalid method")
		}
		return
	}
	i := slices.IndexFunc(c.state.Shares, func(s CloudShare) bool { return s.ID == id })
	if i < 0 {
		refuseOCS(w, http.StatusNotFound, "Wrong share ID, share does not exist")
		return
	}
	switch r.Method {
	case http.MethodGet:
		tellOCS(w, []any{c.told(r, c.state.Shares[i])})
	case http.MethodPut:
		c.changeShare(w, r, &c.state.Shares[i])
	case http.MethodDelete:
		c.state.Shares = slices.Delete(c.state.Shares, i, i+1)
		c.keep()
		tellOCS(w, nil)
	default:
		refuseOCS(w, http.StatusMethodNotAllowed, "Invalid method")
	}
}

// expire forgets the links whose day has come, as a server does in the background.
func (c *Cloud) expire() {
	now := c.config.Now()
	c.state.Shares = slices.DeleteFunc(c.state.Shares, func(s CloudShare) bool {
		return !s.Expires.IsZero() && !now.Before(s.Expires)
	})
}

func (c *Cloud) listShares(w http.ResponseWriter, r *http.Request) {
	at, file := r.Form.Get("path"), int64(0)
	if at != "" {
		if file = c.fileAt(at); file == 0 {
			refuseOCS(w, http.StatusNotFound, "Wrong path, file/folder does not exist")
			return
		}
	}
	told := []any{}
	for _, share := range c.state.Shares {
		if at == "" || share.File == file {
			told = append(told, c.told(r, share))
		}
	}
	tellOCS(w, told)
}

// fileAt is the number of what stands at a path, or zero.
func (c *Cloud) fileAt(at string) int64 {
	at = strings.TrimSuffix(path.Clean("/"+at), "/")
	if _, err := os.Stat(c.fileName(at)); err != nil {
		return 0
	}
	return c.number(at)
}

func (c *Cloud) createShare(w http.ResponseWriter, r *http.Request) {
	share := CloudShare{
		File: c.fileAt(r.Form.Get("path")), With: r.Form.Get("shareWith"), Token: c.draw()[:15],
		Label: r.Form.Get("label"), Created: c.config.Now(), Passed: c.config.Policy.Federated,
	}
	switch r.Form.Get("shareType") {
	case "3":
		share.Type = linkShare
	case "4":
		share.Type = mailShare
	}
	password := r.Form.Get("password")
	share.Lock = lockOf(share.Token, password)
	status, message := c.judge(r, share, password)
	if status == 0 {
		share.Expires, status, message = c.expiry(r.Form.Get("expireDate"))
	}
	if status != 0 {
		refuseOCS(w, status, message)
		return
	}
	share.Mailed = share.Type == mailShare && r.Form.Get("sendMail") != "false"
	c.state.LastShare++
	share.ID = strconv.Itoa(c.state.LastShare)
	c.state.Shares = append(c.state.Shares, share)
	c.keep()
	if share.Mailed {
		c.mail(r, share, password)
	}
	tellOCS(w, c.told(r, share))
}

// judge refuses what the documentation or the administrator does not allow.
func (c *Cloud) judge(r *http.Request, share CloudShare, password string) (status int, message string) {
	policy := c.config.Policy
	same := func(s CloudShare) bool { return s.Type == mailShare && s.File == share.File && s.With == share.With }
	switch {
	case share.File == 0:
		return http.StatusNotFound, "Wrong path, file/folder does not exist"
	case share.Type == 0:
		return http.StatusBadRequest, "Unknown share type"
	case policy.SharingOff, share.Type == mailShare && policy.MailSharingOff:
		return http.StatusForbidden, "Link sharing is not allowed"
	case share.Type == mailShare && !strings.Contains(share.With, "@"):
		return http.StatusNotFound, "Please specify a valid email address"
	case share.Type == mailShare && slices.ContainsFunc(c.state.Shares, same):
		return http.StatusForbidden, "already shared with this account"
	case r.Form.Get("permissions") != "1":
		return http.StatusBadRequest, "practice: a portal gives permission to read, and no other"
	case len(share.Label) > maxShareLabel:
		return http.StatusBadRequest, "Maximum label length is 255"
	}
	return policy.judge(password)
}

func (p CloudPolicy) judge(password string) (status int, message string) {
	switch {
	case password == "" && p.PasswordEnforced:
		return http.StatusForbidden, "Passwords are enforced for link and mail shares"
	case password != "" && len([]rune(password)) < p.PasswordMin:
		return http.StatusForbidden, "Password needs to be longer"
	case password != "" && p.PasswordDigits && !strings.ContainsFunc(password, unicode.IsDigit):
		return http.StatusForbidden, "Password needs to contain at least one numeric character"
	}
	return 0, ""
}

// expiry reads a day; access ends when it begins.
func (c *Cloud) expiry(day string) (end time.Time, status int, message string) {
	now := c.config.Now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	latest := today.AddDate(0, 0, c.config.Policy.ExpireDays)
	if day == "" {
		if c.config.Policy.ExpireEnforced {
			return latest, 0, ""
		}
		return time.Time{}, 0, ""
	}
	end, err := time.ParseInLocation(shareDay, day, now.Location())
	switch {
	case err != nil:
		return end, http.StatusNotFound, "Invalid date. Format must be YYYY-MM-DD"
	case !end.After(today):
		return end, http.StatusNotFound, "Expiration date is in the past"
	case c.config.Policy.ExpireEnforced && end.After(latest):
		return end, http.StatusNotFound, "Cannot set expiration date that far in the future"
	}
	return end, 0, ""
}

// changeShare changes the one thing that a request may change.
func (c *Cloud) changeShare(w http.ResponseWriter, r *http.Request, share *CloudShare) {
	day, named := r.PostForm["expireDate"]
	if len(r.PostForm) != 1 || !named {
		refuseOCS(w, http.StatusBadRequest, "Wrong or no update parameter given")
		return
	}
	end, status, message := c.expiry(day[0])
	if status != 0 {
		refuseOCS(w, status, message)
		return
	}
	share.Expires = end
	c.keep()
	tellOCS(w, c.told(r, *share))
}

func (c *Cloud) mail(r *http.Request, share CloudShare, password string) {
	c.mails = append(c.mails, CloudMail{To: share.With, Link: c.link(r, share)})
	if password != "" && c.config.Policy.MailsPasswords {
		c.mails = append(c.mails, CloudMail{To: share.With, Password: password})
	}
}

func (c *Cloud) link(r *http.Request, share CloudShare) string {
	if c.config.LinkBase != "" {
		return c.config.LinkBase + "s/" + share.Token
	}
	return "https://" + r.Host + "/s/" + share.Token
}

// told is a share as the server tells it. A share by e-mail has no address of its own, only its token.
func (c *Cloud) told(r *http.Request, share CloudShare) map[string]any {
	permissions := 1
	if share.Passed {
		permissions |= 16
	}
	told := map[string]any{
		"id": share.ID, "share_type": share.Type, "permissions": permissions, "password": nil, "stime": share.Created.Unix(),
		"token": share.Token, "path": c.path(share.File), "item_type": "folder", "item_source": share.File,
		"label": share.Label, "expiration": nil, "mail_send": 0, "hide_download": 0,
	}
	if !share.Expires.IsZero() {
		told["expiration"] = share.Expires.Format(shareDay + " 15:04:05")
	}
	if share.Lock != "" {
		told["password"] = share.Lock
	}
	if share.Type == mailShare {
		told["share_with"] = share.With
		if share.Mailed {
			told["mail_send"] = 1
		}
	} else {
		told["url"] = c.link(r, share)
	}
	return told
}
