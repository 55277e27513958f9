package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

const keyRevoked = "key_revoked"

// ImportKey stores the certificates in data. One for an address that already has another certificate is
// stored blocked, until a person verifies its fingerprint.
func (d *Desk) ImportKey(ctx context.Context, data []byte) ([]dispatch.Key, error) {
	imported, err := d.config.Keyring.Parse(data, d.config.Now())
	if err != nil {
		return nil, err
	}
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	if problem := unusable(imported); problem != nil {
		return nil, problem
	}
	for i := range imported {
		if err := d.importOne(ctx, &imported[i], known); err != nil {
			return nil, err
		}
		known = append(known, imported[i])
	}
	return imported, nil
}

// unusable refuses a file in which no certificate works, for the reason of the first. A revoked one is
// taken, so that it is not used again.
func unusable(imported []dispatch.Key) error {
	for _, key := range imported {
		if key.Problem == "" || key.Problem == keyRevoked {
			return nil
		}
	}
	if len(imported) == 0 {
		return invalid("key_damaged", "key")
	}
	return &dispatch.Error{Op: "desk.key", Kind: dispatch.KindCredentials, Code: imported[0].Problem, Certainty: dispatch.Unsent}
}

// importOne places a certificate among those known and stores it. A blocked certificate is replaced only
// by its revoked self, so that an older copy undoes no revocation.
func (d *Desk) importOne(ctx context.Context, key *dispatch.Key, known []dispatch.Key) error {
	revoked := d.problem(*key) == keyRevoked
	i := slices.IndexFunc(known, func(other dispatch.Key) bool { return other.Fingerprint == key.Fingerprint })
	if i >= 0 && (known[i].Own || known[i].State == dispatch.KeyBlocked && !revoked) {
		*key = known[i]
		return nil
	}
	place(key, known)
	if revoked {
		key.State = dispatch.KeyBlocked
	}
	return d.saveKey(ctx, *key, "import")
}

// place gives a certificate its state beside those already known. A verification survives the import of
// another copy, unless the copy claims an address that somebody else's certificate has.
func place(key *dispatch.Key, known []dispatch.Key) {
	key.State = dispatch.KeyUnverified
	added := key.Addresses
	for _, other := range known {
		if other.Fingerprint == key.Fingerprint {
			key.State, key.Verification = other.State, other.Verification
			added = slices.DeleteFunc(slices.Clone(added), func(a string) bool { return slices.Contains(other.Addresses, a) })
		}
	}
	for _, other := range known {
		if !other.Own && other.Kind == key.Kind && other.Fingerprint != key.Fingerprint && other.State != dispatch.KeyBlocked && shares(added, other.Addresses) {
			key.State, key.Verification = dispatch.KeyBlocked, nil
		}
	}
}

// RecipientKey returns the certificate to encrypt to for a recipient: a verified one before others, one
// that works before one that does not, or nil when none may be used.
func (d *Desk) RecipientKey(ctx context.Context, r dispatch.Recipient) (*dispatch.Key, error) {
	key, _, err := d.recipientKey(ctx, r, dispatch.OpenPGPKey)
	return key, err
}

// recipientKey looks among certificates of one kind, and also reports whether all that are known are
// blocked.
func (d *Desk) recipientKey(ctx context.Context, r dispatch.Recipient, kind dispatch.KeyKind) (best *dispatch.Key, blocked bool, err error) {
	address := r.Email()
	if address == "" {
		return nil, false, nil
	}
	keys, err := d.config.Store.Keys(ctx)
	if err != nil {
		return nil, false, err
	}
	highest := 0
	for _, key := range keys {
		if key.Own || key.Kind != kind || !slices.Contains(key.Addresses, address) {
			continue
		}
		blocked = true
		if rank := d.rank(key, address); rank > highest {
			best, highest = &key, rank
		}
	}
	return best, blocked && best == nil, nil
}

// rank orders the certificates of one address; 0 is never used.
func (d *Desk) rank(key dispatch.Key, address string) int {
	works := d.problemFor(key, address) == ""
	switch {
	case key.State == dispatch.KeyBlocked:
		return 0
	case key.State == dispatch.KeyVerified && works:
		return 4
	case works:
		return 3
	case key.State == dispatch.KeyVerified:
		return 2
	default:
		return 1
	}
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(address string) bool { return slices.Contains(b, address) })
}

// VerifyKey records that the fingerprint was compared with its owner, by the means named, and blocks
// the other certificates of the same addresses.
func (d *Desk) VerifyKey(ctx context.Context, fingerprint, how string) (dispatch.Key, error) {
	key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
	if err != nil {
		return key, err
	}
	if strings.TrimSpace(how) == "" {
		return key, invalid("required", "how")
	}
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return key, err
	}
	for _, other := range known { // first: a stop in between leaves too few keys, never two
		if other.Fingerprint == key.Fingerprint || other.Own || other.Kind != key.Kind || !shares(key.Addresses, other.Addresses) {
			continue
		}
		other.State = dispatch.KeyBlocked
		if err := d.saveKey(ctx, other, "superseded"); err != nil {
			return key, err
		}
	}
	key.State = dispatch.KeyVerified
	key.Verification = &dispatch.Verification{By: d.config.Actor, How: how, At: d.config.Now()}
	return key, d.saveKey(ctx, key, "verify")
}

// BlockKey makes sure that a recipient's certificate is not used again.
func (d *Desk) BlockKey(ctx context.Context, fingerprint string) (dispatch.Key, error) {
	key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
	if err != nil {
		return key, err
	}
	if key.Own {
		return key, refused("key_own")
	}
	key.State = dispatch.KeyBlocked
	return key, d.saveKey(ctx, key, "block")
}

func normalFingerprint(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), ""))
}

func (d *Desk) saveKey(ctx context.Context, key dispatch.Key, what string) error {
	return d.config.Store.SaveKey(ctx, key, d.event(dispatch.EventKeySaved, map[string]string{
		"fingerprint": key.Fingerprint, "state": string(key.State), "what": what,
	}))
}

// Keys lists every certificate, with what is wrong with it now.
func (d *Desk) Keys(ctx context.Context) ([]dispatch.Key, error) {
	keys, err := d.config.Store.Keys(ctx)
	for i := range keys {
		keys[i].Problem = d.problem(keys[i])
	}
	return keys, err
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
	err := d.config.Keyring.Check(key.Certificate, address, d.config.Now())
	if code := dispatch.CodeOf(err); code != "" || err == nil {
		return code
	}
	return "key_damaged"
}

// ownKey returns the clinic's own certificate and whether it can still sign.
func (d *Desk) ownKey(ctx context.Context) (dispatch.Key, bool, error) {
	key, secret, err := d.config.Store.OwnKey(ctx)
	clear(secret)
	if dispatch.KindOf(err) == dispatch.KindNotFound && err != nil {
		return key, false, nil
	}
	return key, err == nil && (key.Expires.IsZero() || key.Expires.After(d.config.Now())), err
}

// OwnKey returns the clinic's own certificate, and makes one first when there is none or it has expired:
// for the address of the mail account, else of the clinic's profile.
func (d *Desk) OwnKey(ctx context.Context) (dispatch.Key, error) {
	key, good, err := d.ownKey(ctx)
	if err != nil || good {
		return key, err
	}
	name, address, err := d.ownIdentity(ctx)
	if err != nil {
		return key, err
	}
	key, secret, err := d.config.Keyring.Generate(name, address, d.config.Now())
	if err != nil {
		return key, err
	}
	key.Own, key.State = true, dispatch.KeyVerified
	return key, d.config.Store.SaveOwnKey(ctx, key, secret, d.event(dispatch.EventKeySaved, map[string]string{
		"fingerprint": key.Fingerprint, "state": string(key.State), "what": "own",
	}))
}

func (d *Desk) ownIdentity(ctx context.Context) (name, address string, err error) {
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return "", "", err
	}
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return "", "", err
	}
	address = sender.Email
	for _, account := range accounts {
		if account.Channel == dispatch.EmailEncrypted && account.From != "" {
			address = account.From
		}
	}
	if address == "" {
		return "", "", invalid("required", "email")
	}
	return sender.Organisation, address, nil
}
