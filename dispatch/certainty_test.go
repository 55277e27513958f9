package dispatch_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestCertaintyText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		certainty dispatch.Certainty
		text      string
	}{
		{"unsent", dispatch.Unsent, "unsent"},
		{"maybe", dispatch.Maybe, "maybe"},
		{"sent", dispatch.Sent, "sent"},
		{"not decided", 0, "invalid"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			data, err := json.Marshal(test.certainty)
			if err != nil || string(data) != `"`+test.text+`"` {
				t.Errorf("wrote %s, %v", data, err)
			}
			got := dispatch.Sent
			if err := json.Unmarshal(data, &got); err != nil || got != test.certainty {
				t.Errorf("read %s, %v", got, err)
			}
		})
	}
}

func TestCertaintyRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "Sent", "delivered", "sent "} {
		certainty := dispatch.Sent
		if err := certainty.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %s", text, certainty)
		}
		if certainty != 0 {
			t.Errorf("%q leaves %s behind", text, certainty)
		}
	}
}

func TestCertaintyOf(t *testing.T) {
	t.Parallel()
	silent := &dispatch.Error{Op: "test"}
	unsent := &dispatch.Error{Op: "test", Certainty: dispatch.Unsent}
	tests := []struct {
		name string
		err  error
		want dispatch.Certainty
	}{
		{"no error", nil, dispatch.Sent},
		{"an error that is not ours", errors.New("broken pipe"), dispatch.Maybe},
		{"cancelled", context.Canceled, dispatch.Maybe},
		{"an error that does not say", silent, dispatch.Maybe},
		{"an error that says unsent", unsent, dispatch.Unsent},
		{"an error that says maybe", &dispatch.Error{Certainty: dispatch.Maybe}, dispatch.Maybe},
		{"wrapped by others", fmt.Errorf("sending: %w", unsent), dispatch.Unsent},
		{"wrapped by one that does not say", &dispatch.Error{Err: unsent}, dispatch.Unsent},
		{"wrapped twice by ones that do not say", &dispatch.Error{Err: fmt.Errorf("x: %w", &dispatch.Error{Err: unsent})}, dispatch.Unsent},
		{"the outer one decides", &dispatch.Error{Certainty: dispatch.Maybe, Err: unsent}, dispatch.Maybe},
		{"nobody in the chain says", &dispatch.Error{Err: silent}, dispatch.Maybe},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := dispatch.CertaintyOf(test.err); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
