package wording_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
)

func TestText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		key  string
		args []any
		want string
	}{
		{"a word", "channel_cloud_fax", nil, "télécopie infonuagique"},
		{"a placeholder", "size_megabytes", []any{"n", "18,4"}, "18,4 Mo"},
		{"a placeholder without value stays", "size_megabytes", nil, "{n} Mo"},
		{"a value that looks like a placeholder is not replaced", "size_megabytes", []any{"n", "{m}", "m", "x"}, "{m} Mo"},
		{"a name without value is ignored", "size_megabytes", []any{"n", 1, "m"}, "1 Mo"},
		{"a value that ends the sentence ends it once", "portal_can_expiry", []any{"at", "Dec 6, 1:46 p.m."}, "L’accès prend fin de lui-même le Dec 6, 1:46 p.m."},
		{"a value that ends in no full stop leaves it", "portal_can_expiry", []any{"at", "6 déc., 13 h 46"}, "L’accès prend fin de lui-même le 6 déc., 13 h 46."},
		{"a missing key shows itself", "no_such_key", []any{"n", 1}, "⟦no_such_key⟧"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).Text(test.key, test.args...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
