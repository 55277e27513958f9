package dispatch_test

import (
	"encoding/json"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestTruthJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		truth dispatch.Truth
		json  string
	}{
		{"unknown", dispatch.Unknown, "null"},
		{"false", dispatch.False, "false"},
		{"true", dispatch.True, "true"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			data, err := json.Marshal(test.truth)
			if err != nil || string(data) != test.json {
				t.Errorf("wrote %s, %v", data, err)
			}
			for _, before := range []dispatch.Truth{dispatch.Unknown, dispatch.False, dispatch.True} {
				got := before
				if err := json.Unmarshal([]byte(" "+test.json+" "), &got); err != nil || got != test.truth {
					t.Errorf("read %d over %d, %v", got, before, err)
				}
			}
		})
	}
}

func TestTruthRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"true"`, `1`, `0`, `"yes"`, `{}`, `[]`, `""`} {
		truth := dispatch.True
		if err := json.Unmarshal([]byte(text), &truth); err == nil {
			t.Errorf("%s is read as %d", text, truth)
		}
	}
}

func TestTruthOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		truth dispatch.Truth
		is    bool
	}{
		{"what holds", dispatch.TruthOf(true), true},
		{"what does not", dispatch.TruthOf(false), false},
		{"what nobody knows", dispatch.Unknown, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.truth.Is() != test.is {
				t.Errorf("is true: %v", test.truth.Is())
			}
		})
	}
	if dispatch.TruthOf(false) == dispatch.Unknown {
		t.Error("false is unknown")
	}
}
