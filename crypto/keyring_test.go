package crypto

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

// TestOSKeyringErrors replaces the system's keyring of the whole process: it must not run beside others.
func TestOSKeyringErrors(t *testing.T) {
	t.Cleanup(keyring.MockInit)
	for name, test := range map[string]struct {
		err, want error
	}{
		"not found":             {keyring.ErrNotFound, ErrKeyringEmpty},
		"no keyring at all":     {keyring.ErrUnsupportedPlatform, ErrKeyringAbsent},
		"no bus":                {errors.New("dial unix /run/user/1000/bus: connect: no such file or directory"), ErrKeyringAbsent},
		"nobody on the bus":     {errors.New("The name org.freedesktop.secrets was not provided by any .service files"), ErrKeyringAbsent},
		"locked collection":     {errors.New("Cannot create an item in a locked collection"), ErrKeyringLocked},
		"the prompt was closed": {errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), ErrKeyringLocked},
	} {
		t.Run(name, func(t *testing.T) {
			keyring.MockInitWithError(test.err)
			ring := OSKeyring{}
			_, err := ring.Get(t.Context(), "Souspli test", "one")
			for call, err := range map[string]error{
				"Get": err, "Set": ring.Set(t.Context(), "Souspli test", "one", "fictif"), "Delete": ring.Delete(t.Context(), "Souspli test", "one"),
			} {
				if !errors.Is(err, test.want) {
					t.Errorf("%s: %v, want %v", call, err, test.want)
				}
			}
		})
	}
}

func TestKeyringThatNeverAnswers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	never := make(chan struct{})
	defer close(never)
	_, err := inTime(ctx, func() (string, error) {
		<-never
		return "", nil
	})
	if !errors.Is(err, ErrKeyringLocked) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestKeyringThatPanics(t *testing.T) {
	t.Parallel()
	if _, err := inTime(t.Context(), func() (string, error) { panic("the bus is gone") }); !errors.Is(err, ErrKeyringAbsent) {
		t.Error(err)
	}
}
