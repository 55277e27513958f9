package desk_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// TestSettingsAreLogged: what changes how documents travel, or lets them lie in clear, is not changed in silence.
func TestSettingsAreLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	folder := filepath.Join(t.TempDir(), "prints")
	for _, c := range []struct {
		name string
		save func(context.Context) error
	}{
		{"the profile", func(ctx context.Context) error {
			return r.SaveSender(ctx, dispatch.Sender{Organisation: "Clinique", Phone: "+15145550101", Role: dispatch.Clerk})
		}},
		{"the print folder", func(ctx context.Context) error {
			return r.SavePrintFolder(ctx, desk.PrintFolder{Path: folder, Remove: true})
		}},
		{"no print folder", func(ctx context.Context) error { return r.SavePrintFolder(ctx, desk.PrintFolder{}) }},
	} {
		before, err := r.store.LogSize(t.Context())
		must(t, err)
		must(t, c.save(t.Context()))
		if after, err := r.store.LogSize(t.Context()); err != nil || after != before+1 {
			t.Errorf("%s: %d events, want %d (%v)", c.name, after, before+1, err)
		}
	}
}
