package mailbox

import (
	"context"
	"crypto/x509"
	"net/url"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// FolderSetting is the name of the one setting of an account: the folder to read.
const FolderSetting = "folder"

// Config is an account that receives notifications.
type Config struct {
	URL      string // imaps://host[:993], or imap://host[:143] where STARTTLS is required
	User     string
	Password []byte
	// Token signs in with XOAUTH2 instead of the password; nil: the password.
	Token    func(ctx context.Context) (string, error)
	Settings map[string]string
	Roots    *x509.CertPool // nil: the system's
	Now      func() time.Time
	Patience time.Duration // most that a visit may take, if that is less than three minutes; 0: no less
}

// Mailbox is a folder to read. It is safe for concurrent use: each visit has a connection of its own.
type Mailbox struct {
	config     Config
	host, port string
	implicit   bool
	folder     string
}

// New checks the account without connecting.
func New(c Config) (*Mailbox, error) {
	m := &Mailbox{config: c, folder: c.Settings[FolderSetting]}
	var ok bool
	if m.host, m.port, m.implicit, ok = endpoint(c.URL); !ok {
		return nil, invalid("imap_url_invalid", "url")
	}
	for name := range c.Settings {
		if name != FolderSetting {
			return nil, invalid("imap_setting_unknown", "settings")
		}
	}
	if m.config.Patience == 0 {
		m.config.Patience = visitTime
	}
	switch {
	case m.folder == "":
		return nil, invalid("imap_folder_missing", FolderSetting)
	case c.User == "":
		return nil, invalid("imap_user_missing", "user")
	}
	return m, nil
}

func endpoint(raw string) (host, port string, implicit, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		return "", "", false, false
	}
	port = u.Port()
	switch u.Scheme {
	case "imaps":
		implicit = true
		if port == "" {
			port = "993"
		}
	case "imap":
		if port == "" {
			port = "143"
		}
	default:
		return "", "", false, false
	}
	return u.Hostname(), port, implicit, true
}

func invalid(code, field string) error {
	return &dispatch.Error{Op: "mailbox.new", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}
