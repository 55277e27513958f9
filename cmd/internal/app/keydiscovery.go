package app

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/keydiscovery"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// keyFinder asks the network for recipients' certificates. A practice home asks nobody: the desk refuses.
type keyFinder struct{ app *App }

// Sources are the recipient's own domain, and the directory if this home has one.
func (f keyFinder) Sources(ctx context.Context) ([]string, error) {
	directories, err := f.directories(ctx)
	if err != nil || len(directories) == 0 {
		return []string{dispatch.KeyFromWKD}, err
	}
	return []string{dispatch.KeyFromWKD, dispatch.KeyFromLDAP}, nil
}

// Find asks one place.
func (f keyFinder) Find(ctx context.Context, source, address string) ([]byte, [][]byte, error) {
	finder, err := f.finder(ctx)
	if err != nil {
		return nil, nil, err
	}
	return finder.Find(ctx, source, address)
}

// ByFingerprint asks keys.openpgp.org.
func (f keyFinder) ByFingerprint(ctx context.Context, fingerprint string) ([]byte, error) {
	finder, err := f.finder(ctx)
	if err != nil {
		return nil, err
	}
	return finder.ByFingerprint(ctx, fingerprint)
}

func (f keyFinder) finder(ctx context.Context) (*keydiscovery.Finder, error) {
	directories, err := f.directories(ctx)
	if err != nil {
		return nil, err
	}
	if len(directories) == 0 {
		return keydiscovery.New(keydiscovery.Config{}), nil
	}
	return keydiscovery.New(keydiscovery.Config{Directory: directories}), nil
}

// directories are the home's LDAP accounts whose directory can be looked into by address.
func (f keyFinder) directories(ctx context.Context) (keyDirectories, error) {
	accounts, err := f.app.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var open keyDirectories
	for _, account := range accounts {
		if account.Provider != ldapProvider {
			continue
		}
		secret, err := f.app.store.AccountSecret(ctx, account.ID)
		if err != nil {
			return nil, err
		}
		directory, err := f.app.channels.directory(account, secret)
		if err != nil {
			return nil, err
		}
		if looked, ok := any(directory).(keydiscovery.Directory); ok {
			open = append(open, looked)
		}
	}
	return open, nil
}

// ldapProvider is the provider of directory accounts.
const ldapProvider = "ldap"

// keyDirectories asks several directories for the same.
type keyDirectories []keydiscovery.Directory

// Attributes joins what all know. It fails only when none answered.
func (d keyDirectories) Attributes(ctx context.Context, address string, names []string) (map[string][][]byte, error) {
	all := map[string][][]byte{}
	var failures []error
	for _, directory := range d {
		values, err := directory.Attributes(ctx, address, names)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		for name, more := range values {
			all[name] = append(all[name], more...)
		}
	}
	if len(failures) == len(d) {
		return nil, errors.Join(failures...)
	}
	return all, nil
}

// printRevocation writes the page that revokes the clinic's own key.
func (c Config) printRevocation(w io.Writer, r desk.Revocation, language string) error {
	return print.WriteRevocation(w, wording.For(wording.Language(language)), print.Revocation{
		Clinic: r.Name, Fingerprint: r.Key.Fingerprint, Addresses: r.Key.Addresses, Made: r.Key.Created,
		Printed: c.Now(), Certificate: string(r.Certificate),
	})
}

// keysLookedAt is how often the age of what is known of keys is looked at while the program runs; each key is
// asked for once a week.
const keysLookedAt = 24 * time.Hour

// keepKeysFresh asks for news of the keys that are due, now and once a day until ctx ends. What fails is tried
// again on the next day: no dispatch waits for it.
func (a *App) keepKeysFresh(ctx context.Context) {
	daily := time.NewTicker(keysLookedAt)
	defer daily.Stop()
	for {
		if _, err := a.Desk.RefreshDueKeys(ctx); err != nil && ctx.Err() == nil {
			a.config.Log.Warn("the keys could not be refreshed", "kind", dispatch.KindOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-daily.C:
		}
	}
}
