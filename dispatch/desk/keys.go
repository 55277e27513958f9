package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// ImportKey stores the certificates in data, or the revocation of one that is known. One for an address
// that already has another certificate is stored blocked, and stops what is sealed for that address, until
// a person verifies one of them or blocks the new one.
func (d *Desk) ImportKey(ctx context.Context, data []byte) ([]dispatch.Key, error) {
	imported, err := d.config.Keyring.Parse(data, d.config.Now())
	if dispatch.CodeOf(err) == "key_damaged" {
		if revoked, found, failure := d.importRevocation(ctx, data); found || failure != nil {
			return revoked, failure
		}
	}
	if err != nil {
		return nil, err
	}
	if problem := unusable(imported); problem != nil {
		return nil, problem
	}
	err = d.importAll(ctx, imported, dispatch.KeyFromFile)
	return d.told(imported), err
}

// told gives certificates the problem that they have now.
func (d *Desk) told(keys []dispatch.Key) []dispatch.Key {
	for i := range keys {
		keys[i].Problem = d.standing(keys[i])
	}
	return keys
}

func (d *Desk) importAll(ctx context.Context, imported []dispatch.Key, source string) error {
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return err
	}
	for i := range imported {
		imported[i].Source = source
		if err := d.importOne(ctx, &imported[i], known); err != nil {
			return err
		}
		known = slices.DeleteFunc(known, func(k dispatch.Key) bool { return k.Fingerprint == imported[i].Fingerprint })
		known = append(known, imported[i])
	}
	return nil
}

// importRevocation looks for the certificate that a revocation standing alone is about.
func (d *Desk) importRevocation(ctx context.Context, data []byte) ([]dispatch.Key, bool, error) {
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return nil, false, err
	}
	for _, key := range known {
		if key.Own || key.Kind != dispatch.OpenPGPKey || d.problem(key) == dispatch.KeyRevoked {
			continue
		}
		merged, err := d.config.Keyring.Merge(key.Certificate, data, d.config.Now())
		if err != nil || d.problem(merged) != dispatch.KeyRevoked {
			continue
		}
		revoked, err := d.changeKey(ctx, key.Fingerprint, "import", func(kept *dispatch.Key) error {
			merged, err := d.merged(*kept, data)
			block(&merged, dispatch.KeyRevoked)
			*kept = merged
			return err
		})
		return d.told([]dispatch.Key{revoked}), true, err
	}
	return nil, false, nil
}

// unusable refuses a file in which no certificate works, for the reason of the first. A revoked one is
// taken, so that it is not used again.
func unusable(imported []dispatch.Key) error {
	for _, key := range imported {
		if key.Problem == "" || key.Problem == dispatch.KeyRevoked {
			return nil
		}
	}
	if len(imported) == 0 {
		return invalid("key_damaged", "key")
	}
	return &dispatch.Error{Op: "desk.key", Kind: dispatch.KindCredentials, Code: imported[0].Problem, Certainty: dispatch.Unsent}
}

// importOne places a certificate among those known and stores it. What is known of the same key is added
// to, never replaced: an older copy undoes no revocation, and nobody's decision.
func (d *Desk) importOne(ctx context.Context, key *dispatch.Key, known []dispatch.Key) error {
	i := slices.IndexFunc(known, func(other dispatch.Key) bool { return other.Fingerprint == key.Fingerprint })
	if i >= 0 && known[i].Own {
		*key = known[i]
		return nil
	}
	if i < 0 {
		d.placeUsable(key, known)
		return d.saveKey(ctx, *key, "import")
	}
	changed, err := d.changeKey(ctx, key.Fingerprint, "import", func(kept *dispatch.Key) error {
		merged, err := d.merged(*kept, key.Certificate)
		if err != nil {
			return err
		}
		d.placeUsable(&merged, known)
		*kept = merged
		return nil
	})
	if err == nil {
		*key = changed
	}
	return err
}

// placeUsable places a certificate that its owner did not revoke.
func (d *Desk) placeUsable(key *dispatch.Key, known []dispatch.Key) {
	place(key, known)
	if d.problem(*key) == dispatch.KeyRevoked {
		block(key, dispatch.KeyRevoked)
	}
}

// merged is a known certificate with what the same key states elsewhere.
func (d *Desk) merged(known dispatch.Key, update []byte) (dispatch.Key, error) {
	if known.Kind != dispatch.OpenPGPKey { // an X.509 certificate never changes
		return known, nil
	}
	key, err := d.config.Keyring.Merge(known.Certificate, update, d.config.Now())
	if err != nil {
		return known, err
	}
	return keeping(key, known), nil
}

// keeping is a certificate read anew, with all that was decided about it.
func keeping(key, known dispatch.Key) dispatch.Key {
	key.Kind, key.Source, key.Refreshed = known.Kind, known.Source, known.Refreshed
	key.State, key.Blocked, key.Bindings = known.State, known.Blocked, known.Bindings
	key.Verification, key.VerifiedFor = known.Verification, known.VerifiedFor
	return key
}

// place gives a certificate its state beside those already known. What was decided about it stays, unless
// it now claims an address that somebody else's certificate has. A certificate that was once verified
// counts even when it is blocked since: whoever comes after it is to be verified as well.
func place(key *dispatch.Key, known []dispatch.Key) {
	if key.State == "" {
		key.State = dispatch.KeyUnverified
	}
	added := key.Addresses
	for _, other := range known {
		if other.Fingerprint == key.Fingerprint {
			added = slices.DeleteFunc(slices.Clone(added), func(a string) bool { return other.UserIDFor(a) != "" })
		}
	}
	for _, other := range known {
		counts := other.State != dispatch.KeyBlocked || other.Verification != nil
		if !other.Own && other.Kind == key.Kind && other.Fingerprint != key.Fingerprint && counts && shares(added, other) &&
			key.State != dispatch.KeyBlocked {
			block(key, dispatch.KeyChanged)
			key.Verification, key.VerifiedFor = nil, nil
		}
	}
}

func block(key *dispatch.Key, why string) { key.State, key.Blocked = dispatch.KeyBlocked, why }

// RecipientKey returns the certificate to encrypt to for a recipient: a verified one before others, one
// that works before one that does not, or nil when none may be used.
func (d *Desk) RecipientKey(ctx context.Context, r dispatch.Recipient) (*dispatch.Key, error) {
	key, _, err := d.recipientKey(ctx, r, dispatch.OpenPGPKey)
	return key, err
}

// recipientKey looks among certificates of one kind, and also tells why none of those that are known may be used.
func (d *Desk) recipientKey(ctx context.Context, r dispatch.Recipient, kind dispatch.KeyKind) (best *dispatch.Key, why string, err error) {
	address := r.Email()
	if address == "" {
		return nil, "", nil
	}
	keys, err := d.config.Store.Keys(ctx)
	if err != nil {
		return nil, "", err
	}
	highest := 0
	for _, key := range keys {
		if key.Own || key.Kind != kind || key.UserIDFor(address) == "" {
			continue
		}
		if key.State == dispatch.KeyBlocked && key.Blocked == dispatch.KeyChanged {
			return nil, dispatch.KeyChanged, nil // whose key it is, only a person can tell
		}
		why = cmp.Or(d.standing(key), dispatch.KeyRefused)
		key.State = key.StateFor(address)
		switch rank := d.rank(key, address); {
		case rank == verifiedRank && highest == verifiedRank:
			return nil, dispatch.KeyChanged, nil
		case rank > highest:
			best, highest = &key, rank
		}
	}
	if best != nil {
		why = ""
	}
	return best, why, nil
}

// verifiedRank is the rank of what was verified and works. Two of them for one address are for a person to settle.
const verifiedRank = 4

// rank orders the certificates of one address; 0 is never used.
func (d *Desk) rank(key dispatch.Key, address string) int {
	works := d.problemFor(key, address) == ""
	switch {
	case key.State == dispatch.KeyBlocked:
		return 0
	case key.State == dispatch.KeyVerified && works:
		return verifiedRank
	case works:
		return 3
	case key.State == dispatch.KeyVerified:
		return 2
	default:
		return 1
	}
}

// shares reports whether the other certificate is for one of the addresses.
func shares(addresses []string, other dispatch.Key) bool {
	return slices.ContainsFunc(addresses, func(address string) bool { return other.UserIDFor(address) != "" })
}

func (d *Desk) saveKey(ctx context.Context, key dispatch.Key, what string) error {
	key.Problem = "" // of this moment only
	return d.config.Store.SaveKey(ctx, key, d.keyEvent(key, what))
}

// changeKey changes a certificate as it is kept now: a slow question to a network undoes no decision taken meanwhile.
func (d *Desk) changeKey(
	ctx context.Context, fingerprint, what string, change func(kept *dispatch.Key) error,
) (dispatch.Key, error) {
	return d.config.Store.ChangeKey(ctx, fingerprint, func(kept *dispatch.Key) (dispatch.Event, error) {
		if err := change(kept); err != nil {
			return dispatch.Event{}, err
		}
		kept.Problem = "" // of this moment only
		return d.keyEvent(*kept, what), nil
	})
}

func (d *Desk) keyEvent(key dispatch.Key, what string) dispatch.Event {
	details := map[string]string{"fingerprint": key.Fingerprint, "state": string(key.State), "what": what}
	if key.State == dispatch.KeyBlocked {
		details["blocked"] = key.Blocked
	}
	return d.event(dispatch.EventKeySaved, details)
}

// Keys lists every certificate, with what is wrong with it now.
func (d *Desk) Keys(ctx context.Context) ([]dispatch.Key, error) {
	keys, err := d.config.Store.Keys(ctx)
	return d.told(keys), err
}

// standing is why a certificate may not be used now, by decision or by itself.
func (d *Desk) standing(key dispatch.Key) string {
	switch problem := d.problem(key); {
	case problem != "":
		return problem
	case key.State == dispatch.KeyBlocked && key.Blocked == "":
		return dispatch.KeyRefused
	case key.State == dispatch.KeyBlocked:
		return key.Blocked
	}
	return ""
}

func (d *Desk) problem(key dispatch.Key) string {
	address := ""
	if len(key.Addresses) > 0 {
		address = key.Addresses[0]
	}
	return d.problemFor(key, address)
}

// problemFor is the code of why nothing can be encrypted to the address with the key, or empty.
func (d *Desk) problemFor(key dispatch.Key, address string) string {
	if bound := key.UserIDFor(address); bound != "" {
		address = bound
	}
	err := d.config.Keyring.Check(key.Certificate, address, d.config.Now())
	if code := dispatch.CodeOf(err); code != "" || err == nil {
		return code
	}
	return "key_damaged"
}
