package nextcloud

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const (
	sharesPath = "apps/files_sharing/api/v1/shares"

	linkShare = 3
	mailShare = 4

	dayFormat    = "2006-01-02"
	expiryFormat = "2006-01-02 15:04:05"
)

// share is one as the server tells it. What is a number on one version is text on another.
type share struct {
	ID         flexible `json:"id"`
	Type       int      `json:"share_type"`
	With       string   `json:"share_with"`
	Token      string   `json:"token"`
	URL        string   `json:"url"`
	Created    int64    `json:"stime"`
	Expiration string   `json:"expiration"`
	Mailed     *int     `json:"mail_send"` // nil: an older server, which always wrote
}

// flexible is a text that may be written as a number.
type flexible string

// UnmarshalJSON takes what has the form of an identifier, and nothing else: it ends in an address.
func (f *flexible) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if !identifier.MatchString(text) {
		return malformed("nextcloud.share")
	}
	*f = flexible(text)
	return nil
}

var identifier = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$`)

var _ json.Unmarshaler = (*flexible)(nil)

// terms are what a share is asked for with.
type terms struct {
	mail       string // empty: a link
	passphrase string
	lastDay    time.Time // zero: without end
	label      string
}

// terms fits a parcel to the server's policy, or refuses it.
func (s *session) terms(p dispatch.Parcel) (terms, error) {
	wanted := terms{
		mail: s.mailed(p.Route), passphrase: p.Passphrase, label: string(p.Attempt),
		lastDay: s.policy.lastDay(p.Expires, s.config.Now()),
	}
	if err := s.policy.admits(wanted.mail != ""); err != nil {
		return wanted, err
	}
	if !s.policy.words.accept(p.Passphrase) {
		return wanted, refused("nextcloud_passphrase_refused")
	}
	return wanted, nil
}

// form is what is asked for. The server's own ways of sending a password are never used.
func (t terms) form(path string) url.Values {
	form := url.Values{
		"path": {path}, "shareType": {"3"}, "permissions": {"1"}, "password": {t.passphrase}, "label": {t.label},
	}
	if t.mail != "" {
		form.Set("shareType", "4")
		form.Set("shareWith", t.mail)
		form.Set("sendMail", "true")
	}
	if !t.lastDay.IsZero() {
		form.Set("expireDate", t.lastDay.Format(dayFormat))
	}
	return form
}

// share makes the deposit the recipient's.
func (d *deposit) share(ctx context.Context, wanted terms) (share, error) {
	var made share
	status, err := d.ocs.do(ctx, request{
		method: http.MethodPost, path: sharesPath, form: wanted.form(d.shared(d.attempt)),
	}, &made)
	switch {
	case err == nil && made.ID != "":
		return made, nil
	case status == 0 && dispatch.CertaintyOf(err) == dispatch.Unsent:
		return made, d.abandon(ctx, err)
	case status >= 300 && status <= 499 && d.unshared(ctx):
		return made, d.abandon(ctx, shareRefused(status, err))
	}
	return made, webdav.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
}

// unshared makes sure that a refusal was one: a proxy may have repeated the request, and told the second.
func (d *deposit) unshared(ctx context.Context) bool {
	ctx, cancel := tidying(ctx)
	defer cancel()
	shares, err := d.shares(ctx, d.attempt)
	return err == nil && len(shares) == 0
}

// shareRefused gives a refusal the sentence of a share: the server tells its reason only in its own words.
func shareRefused(status int, err error) error {
	if status != http.StatusBadRequest && status != http.StatusForbidden && status != http.StatusNotFound {
		return err
	}
	e := webdav.During("nextcloud.share", dispatch.Unsent, err)
	e.Code = "nextcloud_share_refused"
	return e
}

// shares are those of an attempt's deposit; none when there is no deposit.
func (s *session) shares(ctx context.Context, attempt dispatch.ID) ([]share, error) {
	var found []share
	status, err := s.ocs.do(ctx, request{
		path: sharesPath, query: url.Values{"path": {s.shared(attempt)}},
	}, &found)
	if status == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, one := range found {
		if one.ID == "" {
			return nil, malformed("nextcloud.share")
		}
	}
	return found, nil
}

// receipt is what a share says of a deposit of so many bytes.
func (s *session) receipt(from share, bytes int64) dispatch.Receipt {
	return s.told(from, dispatch.Receipt{
		Provider: Provider, Reference: string(from.ID), At: s.config.Now(), Bytes: bytes, Detail: "deposited",
	})
}

// told adds what a share says now.
func (s *session) told(from share, r dispatch.Receipt) dispatch.Receipt {
	r.Link = s.link(from)
	r.Expires = expiry(from.Expiration, s.config.Now().Location())
	if from.Type == mailShare && (from.Mailed == nil || *from.Mailed != 0) && r.Notified.IsZero() {
		r.Notified = time.Unix(from.Created, 0).UTC()
	}
	return r
}

// expiry is when access ends; zero when it does not, or the server says it in a way of its own.
func expiry(told string, in *time.Location) time.Time {
	at, err := time.ParseInLocation(expiryFormat, told, in)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// link opens a share. Of one by e-mail the server tells no address; neither is one shown that is not safe.
func (s *session) link(from share) string {
	told, err := url.Parse(from.URL)
	if err == nil && told.Host != "" && told.User == nil && (told.Scheme == "https" || isLoopback(told.Hostname())) {
		return told.String()
	}
	if !identifier.MatchString(from.Token) {
		return ""
	}
	return s.base.JoinPath("index.php/s", from.Token).String()
}

func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}
