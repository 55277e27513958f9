package desk

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// KeyFinder asks the places that publish certificates. Each look-up has its own limits of time and size.
type KeyFinder interface {
	// Sources are the places that this home asks without asking a person first, by their names in
	// dispatch.Key.
	Sources(ctx context.Context) ([]string, error)
	// Find asks one of them, or dispatch.KeyFromKeyserver, for the certificates of an address: OpenPGP ones
	// as they came, and X.509 ones in DER. Both are empty when it has none.
	Find(ctx context.Context, source, address string) (openPGP []byte, smime [][]byte, err error)
	// ByFingerprint asks keys.openpgp.org for the present state of a certificate.
	ByFingerprint(ctx context.Context, fingerprint string) ([]byte, error)
}

// KeySearch is what the places asked have told.
type KeySearch struct {
	Found  []dispatch.Key     `json:"found"`  // each with its Source, its Problem, and its state if it is known here
	Asked  []string           `json:"asked"`  // sources
	Failed []KeySourceFailure `json:"failed"` // those that did not answer
}

// KeySourceFailure is a place that did not answer, and the code of why.
type KeySourceFailure struct {
	Source string `json:"source"`
	Code   string `json:"code"`
}

// FindKeys looks for the certificates of an address, at all places at once, and keeps none. With consent it
// also asks keys.openpgp.org, which learns the address and that somebody here wants to write to it: consent
// is a person's, to this one question, and logged. A place that fails is told and hides nothing of the others.
func (d *Desk) FindKeys(ctx context.Context, address string, consent bool) (KeySearch, error) {
	search := KeySearch{Found: []dispatch.Key{}, Asked: []string{}, Failed: []KeySourceFailure{}}
	address, err := d.config.Addresses.Email(address)
	if err != nil {
		return search, err
	}
	if d.config.Practice {
		return search, refused("practice_home")
	}
	sources, err := d.config.KeyFinder.Sources(ctx)
	if err != nil {
		return search, err
	}
	if consent {
		sources = append(slices.Clone(sources), dispatch.KeyFromKeyserver)
	}
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return search, err
	}
	search.Asked = append(search.Asked, sources...)
	for _, answer := range d.ask(ctx, sources, address) {
		if answer.err != nil {
			search.Failed = append(search.Failed, KeySourceFailure{answer.source, failureCode(answer.err)})
		}
		for _, key := range answer.keys {
			search.Found = append(search.Found, d.recognised(key, known))
		}
	}
	return search, d.config.Store.Append(ctx, d.event(dispatch.EventKeyFound, map[string]string{
		"address": address, "asked": strings.Join(sources, " "), "found": fingerprints(search.Found),
	}))
}

func failureCode(err error) string {
	if code := dispatch.CodeOf(err); code != "" {
		return code
	}
	return "key_source_unreachable"
}

func fingerprints(keys []dispatch.Key) string {
	all := make([]string, len(keys))
	for i, key := range keys {
		all[i] = key.Fingerprint
	}
	return strings.Join(all, " ")
}

// recognised gives a certificate that was found what is known of it here.
func (d *Desk) recognised(key dispatch.Key, known []dispatch.Key) dispatch.Key {
	for _, other := range known {
		if other.Fingerprint == key.Fingerprint {
			key.State, key.Blocked, key.Own = other.State, other.Blocked, other.Own
			key.Verification, key.VerifiedFor = other.Verification, other.VerifiedFor
		}
	}
	if key.State == "" {
		key.State = dispatch.KeyUnverified
	}
	key.Problem = d.standing(key)
	return key
}

// keyAnswer is the answer of one place.
type keyAnswer struct {
	source string
	keys   []dispatch.Key
	err    error
}

// ask asks all places at once; the answers are in their order.
func (d *Desk) ask(ctx context.Context, sources []string, address string) []keyAnswer {
	answers := make([]keyAnswer, len(sources))
	var asking sync.WaitGroup
	for i, source := range sources {
		asking.Go(func() {
			keys, err := d.askOne(ctx, source, address)
			answers[i] = keyAnswer{source, keys, err}
		})
	}
	asking.Wait()
	return answers
}

// askOne keeps of an answer the certificates that are for the address.
func (d *Desk) askOne(ctx context.Context, source, address string) ([]dispatch.Key, error) {
	openPGP, smime, err := d.config.KeyFinder.Find(ctx, source, address)
	if err != nil {
		return nil, err
	}
	var found []dispatch.Key
	for _, data := range append([][]byte{openPGP}, smime...) {
		if len(data) == 0 {
			continue
		}
		keys, failure := d.config.Keyring.Parse(data, d.config.Now())
		if failure != nil {
			err = failure
		}
		for _, key := range keys {
			if key.UserIDFor(address) != "" || key.Problem == dispatch.KeyRevoked {
				key.Source = source
				found = append(found, key)
			}
		}
	}
	if len(found) > 0 {
		err = nil
	}
	return found, err
}

// ImportFound stores certificates that FindKeys told, and a person chose.
func (d *Desk) ImportFound(ctx context.Context, found []dispatch.Key) ([]dispatch.Key, error) {
	var imported []dispatch.Key
	for _, key := range found {
		keys, err := d.config.Keyring.Parse(key.Certificate, d.config.Now())
		if err != nil {
			return imported, err
		}
		if err := unusable(keys); err != nil {
			return imported, err
		}
		if err := d.importAll(ctx, keys, key.Source); err != nil {
			return imported, err
		}
		imported = append(imported, d.told(keys)...)
	}
	return imported, nil
}
