package practice

import (
	"encoding/json"
	"net/http"
)

// login is one that waits for a person in a browser.
type login struct {
	flow     string
	password string // granted, and not yet told
}

// serveLogin speaks login flow v2: a client asks for a page, a person grants access there, and the client
// is told its own password once.
func (c *Cloud) serveLogin(w http.ResponseWriter, r *http.Request, rest string) {
	if r.Method != http.MethodPost {
		http.Error(w, "practice: this page has no person in front of it", http.StatusMethodNotAllowed)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	base := "https://" + r.Host
	switch rest {
	case "":
		token, flow := c.draw(), c.draw()
		c.logins[token] = &login{flow: flow}
		tellJSON(w, map[string]any{
			"poll":  map[string]any{"token": token, "endpoint": base + "/login/v2/poll"},
			"login": base + "/login/v2/flow/" + flow,
		})
	case "/poll":
		token := r.PostFormValue("token")
		asked := c.logins[token]
		if asked == nil || asked.password == "" {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("[]"))
			return
		}
		delete(c.logins, token)
		tellJSON(w, map[string]any{"server": base, "loginName": c.config.User, "appPassword": asked.password})
	default:
		http.NotFound(w, r)
	}
}

// Grant is a person granting access on the page that ends in flow. It reports whether there is one.
func (c *Cloud) Grant(flow string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, asked := range c.logins {
		if asked.flow == flow {
			asked.password = c.draw()
			c.passwords[asked.password] = struct{}{}
			return true
		}
	}
	return false
}

func tellJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}
