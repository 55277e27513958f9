package desk_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// ownKeys makes keys for accounts of one provider.
type ownKeys struct{}

func (ownKeys) New(a dispatch.Account) ([]byte, error) {
	if a.Provider != "keyed" {
		return nil, nil
	}
	return []byte("private " + dispatch.NewID(rand.Reader)), nil
}

func (ownKeys) Public(_ dispatch.Account, secret []byte) ([]byte, error) {
	name, ok := bytes.CutPrefix(secret, []byte("private "))
	if !ok {
		return nil, &dispatch.Error{Op: "test", Kind: dispatch.KindRefused, Code: "account_no_key"}
	}
	return append([]byte("public "), name...), nil
}

func TestAccountWithAKeyOfOurOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	_, err := r.AddAccount(ctx, dispatch.Account{Name: "keyed", Channel: dispatch.Portal, Provider: "keyed"}, nil, true)
	must(t, err)
	first, err := r.PublicKeys(ctx, "keyed")
	if err != nil || !bytes.HasPrefix(first, []byte("public ")) {
		t.Fatalf("no key was made: %q, %v", first, err)
	}
	again, err := r.PublicKeys(ctx, "keyed")
	if err != nil || !bytes.Equal(again, first) {
		t.Errorf("showing it changes it: %q, %v", again, err)
	}
	second, err := r.RenewAccountKey(ctx, "keyed")
	if err != nil || bytes.Equal(second, first) {
		t.Errorf("a new key is %q, the old one %q: %v", second, first, err)
	}
	kept, err := r.PublicKeys(ctx, "keyed")
	if err != nil || !bytes.Equal(kept, second) {
		t.Errorf("the new key is not kept: %q, %v", kept, err)
	}
}

func TestAccountWithAPasswordHasNoKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, try := range map[string]func() ([]byte, error){
		"show":  func() ([]byte, error) { return r.PublicKeys(t.Context(), "portal") },
		"renew": func() ([]byte, error) { return r.RenewAccountKey(t.Context(), "portal") },
	} {
		if keys, err := try(); dispatch.CodeOf(err) != "account_no_key" || keys != nil {
			t.Errorf("%s: %q, %v", name, keys, err)
		}
	}
	if _, err := r.PublicKeys(t.Context(), "nobody"); dispatch.KindOf(err) != dispatch.KindNotFound {
		t.Errorf("an unknown account: %v", err)
	}
}

func TestGivenKeyIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.AddAccount(t.Context(), dispatch.Account{Name: "keyed", Channel: dispatch.Portal, Provider: "keyed"}, []byte("private mine"), true)
	must(t, err)
	if keys, err := r.PublicKeys(t.Context(), "keyed"); string(keys) != "public mine" {
		t.Errorf("the key is %q: %v", keys, err)
	}
}
