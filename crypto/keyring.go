package crypto

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/zalando/go-keyring"
)

// Keyring keeps short secrets for the person at the computer. Its errors are ErrKeyringAbsent,
// ErrKeyringLocked and ErrKeyringEmpty.
type Keyring interface {
	Get(ctx context.Context, service, user string) (string, error)
	Set(ctx context.Context, service, user, secret string) error
	Delete(ctx context.Context, service, user string) error
}

// OSKeyring is the operating system's keyring: Credential Manager, Keychain, or the Secret Service. The
// system may ask the person to unlock it, or never answer, so every call ends with its context; one that
// ran out of time reads as ErrKeyringLocked.
type OSKeyring struct{}

// Get returns a secret, or ErrKeyringEmpty.
func (OSKeyring) Get(ctx context.Context, service, user string) (string, error) {
	return inTime(ctx, func() (string, error) { return keyring.Get(service, user) })
}

// Set keeps a secret, in place of one of the same name.
func (OSKeyring) Set(ctx context.Context, service, user, secret string) error {
	_, err := inTime(ctx, func() (string, error) { return "", keyring.Set(service, user, secret) })
	return err
}

// Delete forgets a secret. One that is not there is ErrKeyringEmpty.
func (OSKeyring) Delete(ctx context.Context, service, user string) error {
	_, err := inTime(ctx, func() (string, error) { return "", keyring.Delete(service, user) })
	return err
}

// inTime waits for a call no longer than its context. The call itself cannot be stopped; what it answers
// later is dropped.
func inTime(ctx context.Context, call func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if recover() != nil { // the bus vanished in mid-call
				a.err = ErrKeyringAbsent
			}
			answers <- a
		}()
		a.secret, a.err = call()
	}()
	select {
	case a := <-answers:
		return a.secret, keyringError(a.err)
	case <-ctx.Done():
		return "", fmt.Errorf("%w: %w", ErrKeyringLocked, ctx.Err())
	}
}

// keyringError maps what the keyring answered. The Secret Service has no other mark than its text for a
// collection that the person did not unlock.
func keyringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrKeyringAbsent):
		return err
	case errors.Is(err, keyring.ErrNotFound):
		return ErrKeyringEmpty
	case strings.Contains(strings.ToLower(err.Error()), "lock"):
		return ErrKeyringLocked
	default:
		return ErrKeyringAbsent
	}
}
