package crypto_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/souspli/souspli/crypto"
)

func TestVerifier(t *testing.T) {
	t.Parallel()
	kept := crypto.NewVerifier("été 4821")
	tests := []struct {
		name   string
		kept   []byte
		typed  string
		want   bool
		broken error
	}{
		{"the same", kept, "été 4821", true, nil},
		{"accents composed otherwise", kept, "e\u0301te\u0301 4821", true, nil},
		{"another", kept, "été 4822", false, nil},
		{"nothing typed", kept, "", false, nil},
		{"nothing kept", nil, "été 4821", false, crypto.ErrVerifierDamaged},
		{"a memory that would exhaust the machine", bytes.ReplaceAll(kept, []byte(`"memory":65536`), []byte(`"memory":99999999`)), "été 4821", false, crypto.ErrVerifierDamaged},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := crypto.Verify(test.kept, test.typed)
			if got != test.want || !errors.Is(err, test.broken) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	if bytes.Contains(kept, []byte("4821")) || bytes.Equal(kept, crypto.NewVerifier("été 4821")) {
		t.Error("the verifier tells its secret")
	}
}
