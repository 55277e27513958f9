package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestErrorIsRead(t *testing.T) {
	t.Parallel()
	inner := &dispatch.Error{Op: "smtp.auth", Kind: dispatch.KindCredentials, Code: "smtp_auth_failed", Detail: "535", Retry: true}
	tests := []struct {
		name  string
		err   error
		kind  dispatch.Kind
		code  string
		retry bool
		text  string
	}{
		{"no error", nil, dispatch.KindInternal, "", false, ""},
		{"not ours", context.Canceled, dispatch.KindInternal, "", false, "context canceled"},
		{"ours", inner, dispatch.KindCredentials, "smtp_auth_failed", true, "smtp.auth: credentials: smtp_auth_failed: 535"},
		{
			"wrapped by others", fmt.Errorf("x: %w", inner), dispatch.KindCredentials, "smtp_auth_failed", true,
			"x: smtp.auth: credentials: smtp_auth_failed: 535",
		},
		{
			"the outer kind counts, the inner code stays", &dispatch.Error{Op: "send", Kind: dispatch.KindRefused, Err: inner},
			dispatch.KindRefused, "smtp_auth_failed", false, "send: refused: smtp.auth: credentials: smtp_auth_failed: 535",
		},
		{
			"the outer code counts", &dispatch.Error{Op: "send", Code: "x", Field: "f", Err: inner}, dispatch.KindInternal, "x", false,
			"send: internal: x: f: smtp.auth: credentials: smtp_auth_failed: 535",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := dispatch.KindOf(test.err); got != test.kind {
				t.Errorf("kind: got %s, want %s", got, test.kind)
			}
			if got := dispatch.CodeOf(test.err); got != test.code {
				t.Errorf("code: got %q, want %q", got, test.code)
			}
			if got := dispatch.RetryOf(test.err); got != test.retry {
				t.Errorf("retry: got %v, want %v", got, test.retry)
			}
			if test.err != nil && test.err.Error() != test.text {
				t.Errorf("text: got %q, want %q", test.err, test.text)
			}
		})
	}
}

func TestFailureOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  error
		want *dispatch.Failure
	}{
		{"no error", nil, nil},
		{"not ours leaves no text behind", errors.New("/home/anne/roy.pdf"), &dispatch.Failure{Kind: "internal"}},
		{
			"ours", &dispatch.Error{Kind: dispatch.KindRejected, Code: "fax_busy", Detail: "busy", Err: errors.New("secret")},
			&dispatch.Failure{Kind: "rejected", Code: "fax_busy", Detail: "busy"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := dispatch.FailureOf(test.err); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestKindsHaveNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for kind := dispatch.KindInternal; kind <= dispatch.KindOlder; kind++ {
		if name := kind.String(); name == "" || seen[name] {
			t.Errorf("kind %d is named %q", kind, name)
		} else {
			seen[name] = true
		}
	}
}
