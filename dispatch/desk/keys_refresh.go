package desk

import (
	"bytes"
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// refreshEvery is how old the news of a certificate may become: a revocation must not wait for long, and a
// domain is not to be asked on every start.
const refreshEvery = 7 * 24 * time.Hour

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

// RefreshKeys asks for news of the certificates named, or of all that are not the clinic's own: by address, so
// that a new key is not missed, and with consent by fingerprint at keys.openpgp.org as well. What is told is
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
	for _, key := range keys {
		r, err := d.refresh(ctx, key, sources, consent)
		if err != nil {
			return refreshed, err
		}
		refreshed = append(refreshed, r)
	}
	return refreshed, nil
}

// refresh asks for one certificate, and stores what is new.
func (d *Desk) refresh(ctx context.Context, key dispatch.Key, sources []string, consent bool) (RefreshedKey, error) {
	r := RefreshedKey{Key: key, News: KeyUnasked, Failed: []KeySourceFailure{}}
	var copies, others []dispatch.Key
	answered := false
	for _, address := range key.Addresses {
		for _, answer := range d.ask(ctx, sources, address) {
			if answer.err != nil {
				r.Failed = append(r.Failed, KeySourceFailure{answer.source, failureCode(answer.err)})
				continue
			}
			answered = true
			for _, found := range answer.keys {
				if found.Fingerprint == key.Fingerprint {
					copies = append(copies, found)
				} else {
					others = append(others, found)
				}
			}
		}
	}
	if consent {
		data, err := d.config.KeyFinder.ByFingerprint(ctx, key.Fingerprint)
		if err != nil {
			r.Failed = append(r.Failed, KeySourceFailure{dispatch.KeyFromKeyserver, failureCode(err)})
		} else {
			answered = true
			copies = append(copies, dispatch.Key{Certificate: data})
		}
	}
	if !answered {
		return r, nil
	}
	return d.keepNews(ctx, r, copies, others)
}

func (d *Desk) keepNews(ctx context.Context, r RefreshedKey, copies, others []dispatch.Key) (RefreshedKey, error) {
	before := d.problem(r.Key)
	was := r.Key.Certificate
	for _, found := range copies {
		if merged, err := d.merged(r.Key, found.Certificate); err == nil { // what cannot be read says nothing
			r.Key = merged
		}
	}
	r.News = KeyUnchanged
	if !bytes.Equal(was, r.Key.Certificate) {
		r.News = KeyUpdated
	}
	if d.problem(r.Key) == dispatch.KeyRevoked && before != dispatch.KeyRevoked {
		block(&r.Key, dispatch.KeyRevoked)
		r.News = KeyRevokedBy
	}
	r.Key.Refreshed, r.Key.Problem = d.config.Now(), ""
	e := d.keyEvent(r.Key, string(r.News))
	e.Type = dispatch.EventKeyRefreshed
	if err := d.config.Store.SaveKey(ctx, r.Key, e); err != nil {
		return r, err
	}
	return d.keepOthers(ctx, r, others)
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
