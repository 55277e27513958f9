package desk

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// refreshEvery is how old the news of a certificate may become: a revocation must not wait for long, and a
// domain is not to be asked on every start.
const refreshEvery = 7 * 24 * time.Hour

// Limits of what a refresh costs, and within it one certificate.
const (
	refreshAllPatience = 10 * time.Minute
	refreshPatience    = time.Minute // for all addresses of a certificate
	mostUserIDs        = 100         // addresses looked up in the address book
	mostAsked          = 8           // addresses asked for
)

// KeyNews is what came of asking again for a certificate.
type KeyNews string

// The news, from nothing to the most.
const (
	KeyUnchanged KeyNews = "unchanged"
	KeyUpdated   KeyNews = "updated" // a later end, a new subkey, another user id
	KeyRevokedBy KeyNews = "revoked" // by its owner
	KeyReplaced  KeyNews = "changed" // its address has another certificate now: a person must choose
	KeyUnasked   KeyNews = "unasked" // nobody answered
)

// RefreshedKey is a certificate after it was asked for again.
type RefreshedKey struct {
	Key    dispatch.Key       `json:"key"`
	News   KeyNews            `json:"news"`
	Failed []KeySourceFailure `json:"failed"`
}

// RefreshKeys asks for news of the certificates named, or of all that are not the clinic's own: by those of their
// addresses that are in the address book, so that a new key is not missed, and with consent by fingerprint at keys.openpgp.org as well. What is told is
// added to what is known; no revocation is ever forgotten.
func (d *Desk) RefreshKeys(ctx context.Context, fingerprints []string, consent bool) ([]RefreshedKey, error) {
	if d.config.Practice {
		return nil, refused("practice_home")
	}
	keys, err := d.refreshable(ctx, fingerprints)
	if err != nil {
		return nil, err
	}
	return d.refreshAll(ctx, keys, consent)
}

// RefreshDueKeys asks for news of the certificates that were not asked for within a week. A practice home
// asks nobody.
func (d *Desk) RefreshDueKeys(ctx context.Context) ([]RefreshedKey, error) {
	if d.config.Practice {
		return nil, nil
	}
	keys, err := d.refreshable(ctx, nil)
	if err != nil {
		return nil, err
	}
	var due []dispatch.Key
	for _, key := range keys {
		if key.Refreshed.Add(refreshEvery).Before(d.config.Now()) {
			due = append(due, key)
		}
	}
	return d.refreshAll(ctx, due, false)
}

func (d *Desk) refreshable(ctx context.Context, fingerprints []string) (keys []dispatch.Key, err error) {
	for _, fingerprint := range fingerprints {
		key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if len(fingerprints) == 0 {
		if keys, err = d.config.Store.Keys(ctx); err != nil {
			return nil, err
		}
	}
	var recipients []dispatch.Key
	for _, key := range keys {
		if !key.Own && key.Kind == dispatch.OpenPGPKey && key.Blocked != dispatch.KeyRefused {
			recipients = append(recipients, key)
		}
	}
	return recipients, nil
}

func (d *Desk) refreshAll(ctx context.Context, keys []dispatch.Key, consent bool) ([]RefreshedKey, error) {
	refreshed := []RefreshedKey{}
	if len(keys) == 0 {
		return refreshed, nil
	}
	sources, err := d.config.KeyFinder.Sources(ctx)
	if err != nil {
		return nil, err
	}
	asking, cancel := context.WithTimeout(ctx, refreshAllPatience)
	defer cancel()
	for _, key := range keys {
		r, err := d.refresh(ctx, asking, key, sources, consent)
		if err != nil {
			return refreshed, err
		}
		refreshed = append(refreshed, r)
	}
	return refreshed, nil
}

// refresh asks for one certificate while asking lasts, and stores what is new.
func (d *Desk) refresh(ctx, asking context.Context, key dispatch.Key, sources []string, consent bool) (RefreshedKey, error) {
	addresses, err := d.addressesInUse(ctx, key)
	if err != nil {
		return RefreshedKey{}, err
	}
	asking, cancel := context.WithTimeout(asking, refreshPatience)
	defer cancel()
	r := RefreshedKey{Key: key, News: KeyUnasked, Failed: []KeySourceFailure{}}
	news := d.askNews(asking, &r, sources, addresses)
	if consent {
		data, err := d.config.KeyFinder.ByFingerprint(asking, key.Fingerprint)
		if err != nil {
			r.Failed = append(r.Failed, KeySourceFailure{dispatch.KeyFromKeyserver, failureCode(err)})
		} else {
			news.answered = true
			news.copies = append(news.copies, dispatch.Key{Certificate: data})
		}
	}
	if !news.answered {
		return r, nil
	}
	return d.keepNews(ctx, r, news)
}

// keyNews is what the places told of one certificate.
type keyNews struct {
	answered       bool
	copies, others []dispatch.Key // of the certificate, and of its addresses
}

func (d *Desk) askNews(ctx context.Context, r *RefreshedKey, sources, addresses []string) (news keyNews) {
	for _, address := range addresses {
		for _, answer := range d.ask(ctx, sources, address) {
			if answer.err != nil {
				r.Failed = append(r.Failed, KeySourceFailure{answer.source, failureCode(answer.err)})
				continue
			}
			news.answered = true
			for _, found := range answer.keys {
				if found.Fingerprint == r.Key.Fingerprint {
					news.copies = append(news.copies, found)
				} else {
					news.others = append(news.others, found)
				}
			}
		}
	}
	return news
}

// addressesInUse are the addresses of a certificate that somebody here writes to: those in the address book. Whoever
// made the certificate chose the others, and is not to choose which domains learn of the clinic.
func (d *Desk) addressesInUse(ctx context.Context, key dispatch.Key) (used []string, err error) {
	var borne []string
	for _, binding := range key.Bindings {
		borne = append(borne, binding.Address)
	}
	borne = append(borne, key.Addresses...)
	for _, address := range borne[:min(len(borne), mostUserIDs)] {
		people, err := d.config.Store.Recipients(ctx, address, mostNamesakes)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(people, reachedAt(address)) && !slices.Contains(used, address) && len(used) < mostAsked {
			used = append(used, address)
		}
	}
	return used, nil
}

// reachedAt reports of recipients whether a document may leave for them by e-mail to an address.
func reachedAt(address string) func(dispatch.Recipient) bool {
	named := dispatch.Key{Addresses: []string{address}}
	return func(r dispatch.Recipient) bool {
		return slices.ContainsFunc(r.Routes, func(route dispatch.Route) bool {
			return route.Channel == dispatch.EmailEncrypted && named.UserIDFor(route.Address) != ""
		})
	}
}

// keepNews adds what was told to the certificate as it is kept now.
func (d *Desk) keepNews(ctx context.Context, r RefreshedKey, news keyNews) (RefreshedKey, error) {
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return r, err
	}
	r.Key, err = d.config.Store.ChangeKey(ctx, r.Key.Fingerprint, func(kept *dispatch.Key) (dispatch.Event, error) {
		*kept, r.News = d.withNews(*kept, known, news.copies)
		kept.Refreshed, kept.Problem = d.config.Now(), ""
		e := d.keyEvent(*kept, string(r.News))
		e.Type = dispatch.EventKeyRefreshed
		return e, nil
	})
	if err != nil {
		return r, err
	}
	return d.keepOthers(ctx, r, news.others)
}

// withNews merges copies into a certificate, and places it: its owner may have added somebody else's address.
func (d *Desk) withNews(kept dispatch.Key, known, copies []dispatch.Key) (dispatch.Key, KeyNews) {
	key := kept
	for _, found := range copies {
		if merged, err := d.merged(key, found.Certificate); err == nil { // what cannot be read says nothing
			key = merged
		}
	}
	place(&key, known)
	switch {
	case d.problem(key) == dispatch.KeyRevoked && d.problem(kept) != dispatch.KeyRevoked:
		block(&key, dispatch.KeyRevoked)
		return key, KeyRevokedBy
	case key.State == dispatch.KeyBlocked && kept.State != dispatch.KeyBlocked:
		return key, KeyReplaced
	case !bytes.Equal(kept.Certificate, key.Certificate):
		return key, KeyUpdated
	}
	return key, KeyUnchanged
}

// keepOthers stores the other certificates of the address: each is a change that a person must settle.
func (d *Desk) keepOthers(ctx context.Context, r RefreshedKey, others []dispatch.Key) (RefreshedKey, error) {
	for _, other := range others {
		if d.problem(other) != "" {
			continue
		}
		if _, err := d.config.Store.Key(ctx, other.Fingerprint); err == nil {
			continue // known, and decided
		}
		if err := d.importAll(ctx, []dispatch.Key{other}, other.Source); err != nil {
			return r, err
		}
		r.News = KeyReplaced
	}
	return r, nil
}
