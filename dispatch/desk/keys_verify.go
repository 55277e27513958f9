package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// VerifyKey records that the fingerprint was compared with its owner, by the means named, and blocks
// the other certificates of the same addresses. One that cannot be used is refused with its problem.
func (d *Desk) VerifyKey(ctx context.Context, fingerprint, how string) (dispatch.Key, error) {
	key, err := d.usableKey(ctx, fingerprint)
	if err != nil {
		return key, err
	}
	if strings.TrimSpace(how) == "" {
		return key, invalid("required", "how")
	}
	if err := printable(map[string]string{"how": how}); err != nil {
		return key, err
	}
	return d.verifyKey(ctx, key, how)
}

// usableKey is a recipient's certificate about which a decision can be taken.
func (d *Desk) usableKey(ctx context.Context, fingerprint string) (dispatch.Key, error) {
	key, err := d.config.Store.Key(ctx, normalFingerprint(fingerprint))
	switch {
	case err != nil:
		return key, err
	case key.Own:
		return key, refused("key_own")
	}
	if problem := d.problem(key); problem != "" {
		return key, &dispatch.Error{Op: "desk.key", Kind: dispatch.KindCredentials, Code: problem, Certainty: dispatch.Unsent}
	}
	return key, nil
}

func (d *Desk) verifyKey(ctx context.Context, key dispatch.Key, how string) (dispatch.Key, error) {
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return key, err
	}
	for _, other := range known { // first: a stop in between leaves too few keys, never two
		if other.Fingerprint == key.Fingerprint || other.Own || other.Kind != key.Kind || !shares(key.Addresses, other) ||
			other.State == dispatch.KeyBlocked && other.Blocked != dispatch.KeyChanged {
			continue
		}
		_, err := d.changeKey(ctx, other.Fingerprint, "superseded", func(kept *dispatch.Key) error {
			block(kept, dispatch.KeySuperseded)
			return nil
		})
		if err != nil {
			return key, err
		}
	}
	return d.changeKey(ctx, key.Fingerprint, "verify", func(kept *dispatch.Key) error {
		kept.State, kept.Blocked = dispatch.KeyVerified, ""
		kept.Verification = &dispatch.Verification{By: d.config.Actor, How: how, At: d.config.Now()}
		kept.VerifiedFor = slices.Clone(key.Addresses) // as the person saw it, not what came since
		return nil
	})
}

// KeyCall is whom to call about a certificate.
type KeyCall struct {
	Key       dispatch.Key       `json:"key"`
	Recipient dispatch.Recipient `json:"recipient"` // whose telephone number it is
}

// KeyCall tells the number to call to compare a fingerprint: that of the recipient in the address book, never
// one that came with the certificate. Of several recipients with the address, it is the first who has a number.
func (d *Desk) KeyCall(ctx context.Context, fingerprint string) (KeyCall, error) {
	key, err := d.usableKey(ctx, fingerprint)
	if err != nil {
		return KeyCall{Key: key}, err
	}
	addresses := slices.Clone(key.Addresses)
	for _, binding := range key.Bindings {
		addresses = append(addresses, binding.Address)
	}
	for _, address := range addresses {
		people, err := d.config.Store.Recipients(ctx, address, mostNamesakes)
		if err != nil {
			return KeyCall{Key: key}, err
		}
		for _, r := range people {
			if r.Phone != "" && r.Email() != "" && key.UserIDFor(r.Email()) != "" {
				return KeyCall{key, r}, nil
			}
		}
	}
	return KeyCall{Key: key}, refused("key_no_phone")
}

// mostNamesakes bounds the recipients that are looked at for one address.
const mostNamesakes = 100

// ByTelephone begins how a certificate was verified when its owner read the fingerprint on the telephone; the
// number follows.
const ByTelephone = "telephone "

// VerifyKeyByPhone records that the person at the desk called the recipient at the number of the address book,
// and that the owner read the same fingerprint.
func (d *Desk) VerifyKeyByPhone(ctx context.Context, fingerprint string) (dispatch.Key, error) {
	call, err := d.KeyCall(ctx, fingerprint)
	if err != nil {
		return call.Key, err
	}
	return d.verifyKey(ctx, call.Key, ByTelephone+call.Recipient.Phone)
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
	return d.changeKey(ctx, key.Fingerprint, "block", func(kept *dispatch.Key) error {
		block(kept, dispatch.KeyRefused)
		return nil
	})
}

// BindKey has a certificate used for an address that none of its user ids bears, as an organisation's key
// is, for the reason given. It is a person's decision, kept with the key and in the log.
func (d *Desk) BindKey(ctx context.Context, fingerprint, address, reason string) (dispatch.Key, error) {
	key, err := d.usableKey(ctx, fingerprint)
	if err != nil {
		return key, err
	}
	if address, err = d.config.Addresses.Email(address); err != nil {
		return key, err
	}
	switch {
	case strings.TrimSpace(reason) == "":
		return key, invalid("required", "reason")
	case key.UserIDFor(address) != "":
		return key, nil
	}
	if err := printable(map[string]string{"reason": reason}); err != nil {
		return key, err
	}
	if err := d.free(ctx, key, address); err != nil {
		return key, err
	}
	binding := dispatch.KeyBinding{Address: address, Reason: reason, By: d.config.Actor, At: d.config.Now()}
	return d.config.Store.ChangeKey(ctx, key.Fingerprint, func(kept *dispatch.Key) (dispatch.Event, error) {
		kept.Bindings = append(slices.Clone(kept.Bindings), binding)
		e := d.keyEvent(*kept, "bind")
		e.Details["address"], e.Details["reason"] = address, reason
		return e, nil
	})
}

// free refuses an address that has another certificate: two for one address are a change to be settled.
func (d *Desk) free(ctx context.Context, key dispatch.Key, address string) error {
	known, err := d.config.Store.Keys(ctx)
	if err != nil {
		return err
	}
	for _, other := range known {
		if !other.Own && other.Kind == key.Kind && other.Fingerprint != key.Fingerprint && other.State != dispatch.KeyBlocked && other.UserIDFor(address) != "" {
			return refused("key_address_taken")
		}
	}
	return nil
}

func normalFingerprint(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), ""))
}
