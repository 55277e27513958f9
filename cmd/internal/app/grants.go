package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// grantSources are the sources of tokens of the accounts that signed in, while the home is open. The zero value
// is ready.
type grantSources struct {
	mu    sync.Mutex
	known map[grantKey]*oauth.Source
}

// grantKey is an account with the settings that its tokens were asked for with: tokens of one tenant are of no use, and
// not to be shown, to another.
type grantKey struct {
	account  dispatch.ID
	settings [sha256.Size]byte
}

func grantKeyOf(a dispatch.Account) (key grantKey, err error) {
	settings, err := json.Marshal(struct {
		Provider, URL, User, From string
		CA                        []byte
		Settings                  map[string]string
	}{a.Provider, a.URL, a.User, a.From, a.TrustedCA, a.Settings})
	return grantKey{a.ID, sha256.Sum256(settings)}, err
}

// of is the account's source, made when it has none. An account that is not kept yet gets one for itself.
func (s *grantSources) of(a dispatch.Account, make func() *oauth.Source) (*oauth.Source, error) {
	key, err := grantKeyOf(a)
	if err != nil || a.ID == "" {
		return make(), err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[grantKey]*oauth.Source{}
	}
	if s.known[key] == nil {
		s.known[key] = make()
	}
	return s.known[key], nil
}

// forget drops the tokens of an account that somebody signed in to anew, once what was granted is kept: before that, a
// sending would fetch tokens of the former person again.
func (s *grantSources) forget(id dispatch.ID) {
	s.mu.Lock()
	var gone []*oauth.Source
	for key, source := range s.known {
		if key.account == id {
			gone = append(gone, source)
			delete(s.known, key)
		}
	}
	s.mu.Unlock()
	for _, source := range gone {
		source.Close()
	}
}

// close waits until what services replaced is kept.
func (s *grantSources) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, source := range s.known {
		source.Close()
	}
	s.known = nil
}

// grantKeeper keeps the grant of an account as its secret.
type grantKeeper struct {
	app *App
	id  dispatch.ID
}

// Load implements oauth.Keeper.
func (k grantKeeper) Load(ctx context.Context) (oauth.Grant, error) {
	secret, err := k.app.store.AccountSecret(ctx, k.id)
	if err != nil {
		return oauth.Grant{}, err
	}
	return oauth.ParseGrant(secret)
}

// Save implements oauth.Keeper.
func (k grantKeeper) Save(ctx context.Context, g oauth.Grant) error {
	return k.app.store.SaveAccountSecret(ctx, k.id, g.Marshal())
}

const (
	// grantLock is locked by the program that uses a grant; it stays empty.
	grantLock     = "signin.lock"
	grantInterval = 20 * time.Millisecond // between looks at a lock that another program holds
	// grantPatience is how long another program may hold the lock: as long as an exchange may stall.
	grantPatience = 75 * time.Second
)

// Hold implements oauth.Keeper. The system lets go of the lock of a program that ends.
func (k grantKeeper) Hold(ctx context.Context) (release func(), err error) {
	file, err := os.OpenFile(filepath.Join(k.app.config.Home, grantLock), os.O_CREATE|os.O_RDWR, privateFile)
	if err != nil {
		return nil, homeError("home_unwritable", err)
	}
	ctx, cancel := context.WithTimeout(ctx, grantPatience)
	defer cancel()
	ticker := time.NewTicker(grantInterval)
	defer ticker.Stop()
	for lockFile(file) != nil {
		select {
		case <-ctx.Done():
			file.Close()
			return nil, &dispatch.Error{
				Op: "app.sign_in", Kind: dispatch.KindUnreachable, Code: "signin_busy", Certainty: dispatch.Unsent, Retry: true,
			}
		case <-ticker.C:
		}
	}
	return func() { file.Close() }, nil
}
