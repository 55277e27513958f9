package desk_test

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/store"
)

// savedAccounts hears with which event an account was saved last.
type savedAccounts struct {
	*store.Store
	last dispatch.Event
}

func (s *savedAccounts) SaveAccount(ctx context.Context, a dispatch.Account, secret []byte, e dispatch.Event) error {
	s.last = e
	return s.Store.SaveAccount(ctx, a, secret, e)
}

// TestPinHostKey: a first key is confirmed, another one only in place of the one that a person names.
func TestPinHostKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		pinned, shown   string
		given, replaces string
		code            string
		told            string // as replaced, in the log
	}{
		{"the first", "", "new", "new", "", "", ""},
		{"one that the server does not show", "", "new", "other", "", "sftp_host_key_changed", ""},
		{"the same again", "new", "new", "new", "", "", ""},
		{"another one", "old", "new", "new", "", "host_key_replaces", ""},
		{"in place of one that is not pinned", "old", "new", "new", "new", "host_key_replaces", ""},
		{"in place of the pinned one", "old", "new", "new", "old", "", "old"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			kept := &savedAccounts{Store: r.store}
			d := desk.New(desk.Config{
				Store: kept, Random: rand.Reader, Now: r.clock.Now, Actor: "clerk",
				HostKey: func(context.Context, dispatch.Account, []byte) (string, string, error) { return c.shown, c.pinned, nil },
			})
			account, err := d.ReplaceHostKey(t.Context(), "portal", c.given, c.replaces)
			if dispatch.CodeOf(err) != c.code {
				t.Fatal(err)
			}
			if err != nil {
				if kept.last.Type != "" {
					t.Errorf("refused, and stored with %+v", kept.last)
				}
				return
			}
			if account.Settings[desk.SettingHostKey] != c.given {
				t.Errorf("pinned is %q", account.Settings[desk.SettingHostKey])
			}
			if e := kept.last; e.Details[desk.SettingHostKey] != c.given || e.Details["replaced"] != c.told {
				t.Errorf("the log tells %+v", e)
			}
		})
	}
}
