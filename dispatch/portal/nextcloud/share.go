package nextcloud

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const (
	sharesPath = "apps/files_sharing/api/v1/shares"

	linkShare = 3
	mailShare = 4

	mayRead   = 1
	mayPassOn = 16

	dayFormat    = "2006-01-02"
	expiryFormat = "2006-01-02 15:04:05"

	maxShares = 64 << 20 // bytes of the list of all of an account's shares
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
	Password   string   `json:"password"`  // hashed or masked; empty: none, or told as With by older servers
	Rights     int      `json:"permissions"`
	Label      string   `json:"label"`
	Path       string   `json:"path"`        // of what is shared now, from the account's root
	Folder     flexible `json:"item_source"` // its number
}

// notified reports whether the server may have written to the recipient.
func (one share) notified() bool {
	return one.Type == mailShare && (one.Mailed == nil || *one.Mailed != 0)
}

// guarded reports whether a share opens with a passphrase only, and for reading only. Where servers exchange shares,
// every link may also be passed on to another server; that opens nothing more.
func (one share) guarded() bool {
	locked := one.Password != "" || one.Type == linkShare && one.With != ""
	return locked && one.Rights&^mayPassOn == mayRead
}

// of reports whether a share is of the deposit with a name, wherever that stands now.
func (one share) of(deposit dispatch.ID) bool {
	name := path.Base(one.Path)
	return one.Label == string(deposit) || name == portal.Folder(deposit) || name == string(deposit)+voidSuffix
}

// flexible is a text that may be written as a number.
type flexible string

// UnmarshalJSON takes what has the form of an identifier, and nothing else: it ends in an address.
func (f *flexible) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" {
		return nil
	}
	if !identifier().MatchString(text) {
		return malformed("nextcloud.share")
	}
	*f = flexible(text)
	return nil
}

var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$`) })

var _ json.Unmarshaler = (*flexible)(nil)

// terms are what a share is asked for with.
type terms struct {
	mail       string // empty: a link
	passphrase string
	ends       time.Time // what was promised; zero: without end
	lastDay    time.Time // zero: without end
	label      string
}

// terms fits a parcel to the server's policy, or refuses it.
func (s *session) terms(p dispatch.Parcel) (terms, error) {
	wanted := terms{
		mail: s.mailed(p.Route), passphrase: p.Passphrase, label: string(p.Attempt),
		ends: p.Expires, lastDay: s.policy.lastDay(p.Expires, s.config.Now()),
	}
	if wanted.past(s.config.Now()) {
		return wanted, refused("portal_expires_past")
	}
	if err := s.policy.admits(wanted.mail != ""); err != nil {
		return wanted, err
	}
	if !s.policy.words.accept(p.Passphrase) {
		return wanted, refused("nextcloud_passphrase_refused")
	}
	return wanted, nil
}

// past reports whether the promised end has come: the recipient was told of no later one.
func (t terms) past(now time.Time) bool { return !t.ends.IsZero() && !now.Before(t.ends) }

// kept reports whether the server made a share as it was asked to. It may end earlier, never later.
func (t terms) kept(made share) bool {
	end := expiry(made.Expiration, t.lastDay.Location())
	ends := t.lastDay.IsZero() || !end.IsZero() && !end.After(t.lastDay)
	return made.guarded() && ends
}

// form is what is asked for. The server's own ways of sending a password are never used.
func (t terms) form(at string) url.Values {
	form := url.Values{
		"path": {at}, "shareType": {"3"}, "permissions": {"1"}, "password": {t.passphrase}, "label": {t.label},
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
	if wanted.past(d.config.Now()) { // an upload may take days
		return made, d.abandon(ctx, refused("portal_expires_past"))
	}
	if _, err := portal.Remember(ctx, d.upload, d.attempt); err != nil {
		return made, d.abandon(ctx, err)
	}
	status, err := d.ocs.do(ctx, request{
		method: http.MethodPost, path: sharesPath, form: wanted.form(d.shared(d.attempt)),
	}, &made)
	switch {
	case err == nil && made.ID != "" && wanted.kept(made):
		return made, nil
	case err == nil && made.ID != "":
		return share{}, d.unmake(ctx, made)
	case status == 0 && dispatch.CertaintyOf(err) == dispatch.Unsent:
		return made, d.abandon(ctx, err)
	case status >= 300 && status <= 499 && d.unshared(ctx):
		return made, d.abandon(ctx, shareRefused(status, err))
	}
	return made, webdav.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
}

// unmake ends the access that a share gives whose terms are not those asked for. Only where no notice told of it, and
// it is certainly gone, nobody was reached. What a notice led to for a moment is for a person to judge: the deposit
// goes, so that nobody calls it unsent later.
func (d *deposit) unmake(ctx context.Context, made share) error {
	ctx, cancel := tidying(ctx)
	defer cancel()
	err := d.drop(ctx, made)
	switch {
	case err != nil:
		return webdav.Unsettled(opSend, dispatch.KindUncertain, "nextcloud_terms_stand", err)
	case !made.notified():
		return d.abandon(ctx, refused("nextcloud_terms_ignored"))
	}
	_, err = d.erase(ctx, d.final(d.attempt))
	return webdav.Unsettled(opSend, dispatch.KindUncertain, "nextcloud_terms_notified", err)
}

// drop ends a share, and takes only the server's own word that it is gone.
func (s *session) drop(ctx context.Context, one share) error {
	_, err := s.ocs.do(ctx, request{method: http.MethodDelete, path: sharesPath + "/" + string(one.ID)}, nil)
	if absent(err) {
		return nil
	}
	return err
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
	e.Kind, e.Code = dispatch.KindRejected, "nextcloud_share_refused"
	return e
}

// shares are those of the deposit that stands under an attempt's name; none when there is no deposit.
func (s *session) shares(ctx context.Context, attempt dispatch.ID) ([]share, error) {
	found, err := s.list(ctx, request{path: sharesPath, query: url.Values{"path": {s.shared(attempt)}}})
	if absent(err) {
		return nil, nil
	}
	return found, err
}

// sharesOf are all the account's shares of the deposits with some names, wherever those stand now.
func (s *session) sharesOf(ctx context.Context, deposits ...dispatch.ID) ([]share, error) {
	all, err := s.list(ctx, request{path: sharesPath, limit: maxShares})
	return slices.DeleteFunc(all, func(one share) bool { return !slices.ContainsFunc(deposits, one.of) }), err
}

// numbered is the share with a number, if there is one.
func (s *session) numbered(ctx context.Context, number string) (one share, err error) {
	found, err := s.list(ctx, request{path: sharesPath + "/" + number})
	switch {
	case absent(err):
		return one, nil
	case err != nil:
		return one, err
	case len(found) != 1 || string(found[0].ID) != number:
		return one, malformed("nextcloud.share")
	}
	return found[0], nil
}

func (s *session) list(ctx context.Context, r request) ([]share, error) {
	var found []share
	if _, err := s.ocs.do(ctx, r, &found); err != nil {
		return nil, err
	}
	for _, one := range found {
		if one.ID == "" {
			return nil, malformed("nextcloud.share")
		}
	}
	return found, nil
}

// told adds what a share says now.
func (s *session) told(from share, r dispatch.Receipt) dispatch.Receipt {
	r.Link = s.link(from)
	r.Expires = expiry(from.Expiration, s.config.Now().Location())
	if from.notified() && r.Notified.IsZero() {
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
	if !identifier().MatchString(from.Token) {
		return ""
	}
	return s.base.JoinPath("index.php/s", from.Token).String()
}

func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}
