package oauth_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/oauth/oauthtest"
)

const smtpScope = "https://outlook.office.com/SMTP.Send"

type clock struct{}

func (clock) Now() time.Time                         { return time.Now() }
func (clock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// sentences reads the catalogue's own file, so that the page tried is the one that people see.
func sentences(t testing.TB) oauth.Words {
	t.Helper()
	texts := map[string]map[string]string{}
	for _, language := range []string{"fr", "en"} {
		texts[language] = area(t, language)
	}
	return func(language, key string, _ ...any) string {
		text, ok := texts[language][key]
		if !ok {
			t.Errorf("no sentence %s in %s", key, language)
		}
		return text
	}
}

func area(t testing.TB, language string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "wording", language, "signin.json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

func settings(t testing.TB, authority string, ca *dispatchtest.CA) oauth.Config {
	t.Helper()
	server, err := oauth.Microsoft(authority, oauthtest.Tenant)
	if err != nil {
		t.Fatal(err)
	}
	return oauth.Config{
		Server: server, ClientID: oauthtest.Client, Hint: oauthtest.Who, Roots: ca.Pool,
		Scopes: []string{smtpScope, "offline_access", "openid", "profile"},
		Words:  sentences(t), Random: rand.Reader, Clock: clock{}, Limit: 20 * time.Second,
	}
}

func newClient(t testing.TB, c oauth.Config) *oauth.Client {
	t.Helper()
	client, err := oauth.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// TestProvider signs in to a provider that others wrote.
func TestProvider(t *testing.T) {
	t.Parallel()
	peer := oauthtest.Start(t, dispatchtest.NewCA(t))
	t.Run("browser", func(t *testing.T) { t.Parallel(); signInWithBrowser(t, peer) })
	t.Run("device code", func(t *testing.T) { t.Parallel(); signInWithCode(t, peer) })
	t.Run("a used refresh token ends the sign-in", func(t *testing.T) { t.Parallel(); reuse(t, peer) })
	t.Run("two programs refresh at once", func(t *testing.T) { t.Parallel(); refreshAtOnce(t, peer) })
	t.Run("an application that is not known", func(t *testing.T) { t.Parallel(); unknownApplication(t, peer) })
}

// browse signs in as a person would, and returns the grant and the page that the browser ended on.
func browse(t testing.TB, peer *oauthtest.Peer, client *oauth.Client) (oauth.Grant, string) {
	t.Helper()
	ended := make(chan string, 1)
	grant, err := client.Browser(t.Context(), func(page oauth.Page) error {
		go func() {
			shown, err := peer.Visit(t.Context(), page.URL)
			if err != nil {
				t.Error(err)
			}
			ended <- shown
		}()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return grant, <-ended
}

func signInWithBrowser(t *testing.T, peer *oauthtest.Peer) {
	client := newClient(t, settings(t, peer.Authority, peer.CA))
	grant, page := browse(t, peer, client)
	if grant.Who != oauthtest.Who || grant.Refresh == "" || grant.Since.IsZero() {
		t.Errorf("granted to %q", grant.Who)
	}
	for _, want := range []string{"Souspli, qui dit si la connexion a réussi", "Souspli, which tells whether the sign-in worked"} {
		if !strings.Contains(page, want) {
			t.Errorf("the browser ends on %q", page)
		}
	}
	token, after, err := client.Refresh(t.Context(), grant, []string{smtpScope})
	if err != nil || token.Bearer() == "" || after.Refresh == grant.Refresh || after.Who != oauthtest.Who {
		t.Errorf("refreshed: %v", err)
	}
}

func signInWithCode(t *testing.T, peer *oauthtest.Peer) {
	config := settings(t, peer.Authority, peer.CA)
	config.Clock = &hurried{now: time.Now()}
	grant, err := newClient(t, config).Device(t.Context(), func(page oauth.Page) error {
		return peer.Enter(t.Context(), page.URL, page.Code)
	})
	if err != nil || grant.Refresh == "" {
		t.Errorf("%v", err)
	}
}

func reuse(t *testing.T, peer *oauthtest.Peer) {
	client := newClient(t, settings(t, peer.Authority, peer.CA))
	grant, _ := browse(t, peer, client)
	_, after, err := client.Refresh(t.Context(), grant, []string{smtpScope})
	if err != nil {
		t.Fatal(err)
	}
	for _, used := range []oauth.Grant{grant, after} {
		if _, _, err := client.Refresh(t.Context(), used, []string{smtpScope}); dispatch.CodeOf(err) != "signin_expired" {
			t.Errorf("%v", err)
		}
	}
}

// refreshAtOnce has two programs with one grant: were they not kept apart, the provider would end the grant.
func refreshAtOnce(t *testing.T, peer *oauthtest.Peer) {
	client := newClient(t, settings(t, peer.Authority, peer.CA))
	grant, _ := browse(t, peer, client)
	kept := newKeeper(grant)
	programs := []*oauth.Source{oauth.NewSource(client, kept), oauth.NewSource(client, kept)}
	var refreshing sync.WaitGroup
	for i := range 12 {
		refreshing.Go(func() {
			source := programs[i%len(programs)]
			token, err := source.Token(t.Context(), smtpScope)
			if err != nil {
				t.Error(err)
			}
			source.Forget(token)
		})
	}
	refreshing.Wait()
	if _, err := oauth.NewSource(client, kept).Token(t.Context(), smtpScope); err != nil {
		t.Errorf("the grant is gone: %v", err)
	}
}

// unknownApplication never comes back: the provider says on its own page what is wrong.
func unknownApplication(t *testing.T, peer *oauthtest.Peer) {
	config := settings(t, peer.Authority, peer.CA)
	config.ClientID, config.Limit = "another", time.Second
	_, err := newClient(t, config).Browser(t.Context(), func(page oauth.Page) error {
		_, err := peer.Visit(t.Context(), page.URL)
		return err
	})
	if dispatch.CodeOf(err) != "signin_timeout" || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("%v", err)
	}
}

// hurried is a clock on which waiting takes no time.
type hurried struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hurried) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hurried) After(d time.Duration) <-chan time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
	passed := make(chan time.Time, 1)
	passed <- h.now
	return passed
}

// keeper keeps a grant in memory, for programs that hold it in turn.
type keeper struct {
	turn chan struct{}

	mu     sync.Mutex
	grant  oauth.Grant
	saved  int
	failed error // of Save
}

func newKeeper(g oauth.Grant) *keeper { return &keeper{turn: make(chan struct{}, 1), grant: g} }

func (k *keeper) Hold(context.Context) (func(), error) {
	k.turn <- struct{}{}
	return func() { <-k.turn }, nil
}

func (k *keeper) Load(context.Context) (oauth.Grant, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.grant, nil
}

func (k *keeper) Save(_ context.Context, g oauth.Grant) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed != nil {
		return k.failed
	}
	k.grant = g
	k.saved++
	return nil
}

// listening reports whether somebody still listens where the browser was to come back.
func listening(t testing.TB, page string) bool {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp4", redirect(t, page).Host)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func redirect(t testing.TB, page string) *url.URL {
	t.Helper()
	opened, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(opened.Query().Get("redirect_uri"))
	if err != nil {
		t.Fatal(err)
	}
	return back
}
