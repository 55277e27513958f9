package app

import (
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/portal/sftp"
	"github.com/souspli/souspli/dispatch/wording"
)

func openFHIR(c *channels, a portalAccount) (dispatch.Channel, error) {
	channel, err := fhir.New(fhir.Config{
		URL: a.URL, User: a.User, Secret: a.secret, Settings: a.Settings, Source: a.ID, Roots: a.roots,
		Titles: kindTitle, Now: c.app.config.Now, Random: c.app.config.Random,
		Patience: c.app.config.Patience,
	})
	if err != nil {
		return nil, err
	}
	return channel, nil
}

// kindTitle is what a portal calls a document: its kind, in the language of the dispatch.
func kindTitle(language string, kind dispatch.DocumentKind) string {
	return wording.For(wording.Language(language)).Kind(kind)
}

// MakesKey tells whether accounts of a provider sign in with a key that is made here instead of a password.
func MakesKey(provider string) bool { return provider == fhir.Provider }

// accountKeys are the keys of our own that portals know us by. It implements desk.AccountKeys.
type accountKeys struct{ random io.Reader }

// New makes the key of an account; nil where it has a password.
func (k accountKeys) New(a dispatch.Account) ([]byte, error) {
	if a.Provider == sftp.Provider {
		secret, _, err := sftp.NewKey(k.random)
		return secret, err
	}
	if !MakesKey(a.Provider) {
		return nil, nil
	}
	key, err := oauth.NewSigningKey(fhir.Algorithm(a.Settings), k.random)
	if err != nil {
		return nil, err
	}
	return key.Marshal(), nil
}

// Public is the account's JSON Web Key Set, or the line of an SFTP account's key as OpenSSH writes it.
func (k accountKeys) Public(a dispatch.Account, secret []byte) ([]byte, error) {
	if a.Provider == sftp.Provider {
		line, err := sftp.PublicKey(secret)
		if err != nil { // a password
			return nil, noAccountKey()
		}
		return []byte(line + "\n"), nil
	}
	if !MakesKey(a.Provider) {
		return nil, noAccountKey()
	}
	key, err := oauth.ParseSigningKey(secret)
	if err != nil {
		return nil, err
	}
	return key.JWKS(), nil
}

func noAccountKey() error {
	return &dispatch.Error{Op: "app.account_key", Kind: dispatch.KindRefused, Code: "account_no_key", Certainty: dispatch.Unsent}
}
