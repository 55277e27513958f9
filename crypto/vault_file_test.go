package crypto

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// cheap makes a passphrase wrapping that a test can afford.
func cheap(t testing.TB, v *Vault, passphrase string) Wrapping {
	t.Helper()
	w, err := v.wrapWithArgon2(passphrase, Argon2{Time: 1, Memory: 64, Threads: 1, Salt: make([]byte, argon2SaltSize)})
	ok(t, err)
	return w
}

// ring is a keyring in memory that fails as told.
type ring struct {
	secrets map[string]string
	err     error
}

func (r ring) Get(_ context.Context, service, user string) (string, error) {
	secret, found := r.secrets[service+"/"+user]
	if !found && r.err == nil {
		return "", ErrKeyringEmpty
	}
	return secret, r.err
}

func (r ring) Set(_ context.Context, service, user, secret string) error {
	r.secrets[service+"/"+user] = secret
	return r.err
}

func (r ring) Delete(_ context.Context, service, user string) error {
	delete(r.secrets, service+"/"+user)
	return r.err
}

func TestOpenVault(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	sealed := v.Seal("place", []byte("fictif"))
	code, otherCode := NewRecoveryCode(rand.Reader), NewRecoveryCode(rand.Reader)
	keyFile, otherKeyFile := NewKeyFile(rand.Reader), NewKeyFile(rand.Reader)
	keys := ring{secrets: map[string]string{}}
	byKeyring, err := v.WrapWithKeyring(t.Context(), keys, "home")
	ok(t, err)
	byKeyFile, err := v.WrapWithKeyFile(keyFile)
	ok(t, err)
	whole := v.File(cheap(t, v, "passe-montagne"), byKeyring, byKeyFile, v.WrapWithRecovery(code))
	foreign := NewVault(rand.Reader)
	swapped := whole.With(foreign.WrapWithRecovery(code))

	for name, test := range map[string]struct {
		file   VaultFile
		unlock []Unlocker
		want   error
	}{
		"passphrase":                   {whole, []Unlocker{UnlockWithPassphrase("passe-montagne")}, nil},
		"wrong passphrase":             {whole, []Unlocker{UnlockWithPassphrase("passe-partout")}, ErrWrongPassphrase},
		"empty passphrase":             {whole, []Unlocker{UnlockWithPassphrase("")}, ErrWrongPassphrase},
		"no passphrase was set":        {whole.Without(PassphraseWrapping), []Unlocker{UnlockWithPassphrase("passe-montagne")}, ErrNoWrapping},
		"keyring":                      {whole, []Unlocker{UnlockWithKeyring(keys)}, nil},
		"keyring without the key":      {whole, []Unlocker{UnlockWithKeyring(ring{})}, ErrKeyringEmpty},
		"keyring locked":               {whole, []Unlocker{UnlockWithKeyring(ring{err: ErrKeyringLocked})}, ErrKeyringLocked},
		"keyring absent":               {whole, []Unlocker{UnlockWithKeyring(ring{err: ErrKeyringAbsent})}, ErrKeyringAbsent},
		"keyring with another key":     {whole, []Unlocker{UnlockWithKeyring(holding(string(otherKeyFile)))}, ErrKeyringWrong},
		"keyring with rubbish":         {whole, []Unlocker{UnlockWithKeyring(holding("rubbish"))}, ErrKeyringWrong},
		"key file":                     {whole, []Unlocker{UnlockWithKeyFile(keyFile)}, nil},
		"key file with a line end":     {whole, []Unlocker{UnlockWithKeyFile(append(bytes.Clone(keyFile), "\r\n"...))}, nil},
		"another key file":             {whole, []Unlocker{UnlockWithKeyFile(otherKeyFile)}, ErrWrongKeyFile},
		"empty key file":               {whole, []Unlocker{UnlockWithKeyFile(nil)}, ErrWrongKeyFile},
		"recovery code":                {whole, []Unlocker{UnlockWithRecovery(code)}, nil},
		"recovery code of another":     {whole, []Unlocker{UnlockWithRecovery(otherCode)}, ErrWrongRecoveryCode},
		"no recovery code":             {whole, []Unlocker{UnlockWithRecovery(RecoveryCode{})}, ErrWrongRecoveryCode},
		"wrapping of another vault":    {swapped, []Unlocker{UnlockWithRecovery(code)}, ErrVaultDamaged},
		"lost keyring, then the code":  {whole, []Unlocker{UnlockWithKeyring(ring{}), UnlockWithRecovery(code)}, nil},
		"both wrong: the first speaks": {whole, []Unlocker{UnlockWithKeyring(ring{}), UnlockWithRecovery(otherCode)}, ErrKeyringEmpty},
		"nothing to open with":         {whole, nil, ErrNoWrapping},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened, err := OpenVault(t.Context(), test.file.Marshal(), test.unlock...)
			if !errors.Is(err, test.want) {
				t.Fatalf("%v, want %v", err, test.want)
			}
			if err != nil {
				return
			}
			if plaintext, err := opened.Open("place", sealed); err != nil || string(plaintext) != "fictif" {
				t.Errorf("%q, %v", plaintext, err)
			}
		})
	}
}

func holding(secret string) ring {
	return ring{secrets: map[string]string{keyringService + "/home": secret}}
}

func TestWrapRefuses(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	if _, err := v.WrapWithPassphrase("élevée7"); !errors.Is(err, ErrPassphraseShort) {
		t.Errorf("seven characters: %v", err)
	}
	if _, err := v.WrapWithKeyFile([]byte("c2hvcnQ=")); !errors.Is(err, ErrWrongKeyFile) {
		t.Errorf("short key: %v", err)
	}
	if _, err := v.WrapWithKeyring(t.Context(), ring{secrets: map[string]string{}, err: ErrKeyringAbsent}, "home"); !errors.Is(err, ErrKeyringAbsent) {
		t.Errorf("no keyring: %v", err)
	}
}

func TestPassphraseComposedEitherWayIsTheSame(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	file := v.File(cheap(t, v, "\u00e9t\u00e9 \u00e0 Qu\u00e9bec")).Marshal()
	if _, err := OpenVault(t.Context(), file, UnlockWithPassphrase("e\u0301te\u0301 a\u0300 Que\u0301bec")); err != nil {
		t.Error(err)
	}
}

func TestArgon2IsAsRFC9106Recommends(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	one, err := v.WrapWithPassphrase("passe-montagne")
	ok(t, err)
	two, err := v.WrapWithPassphrase("passe-montagne")
	ok(t, err)
	if a := one.Argon2; a.Time != 3 || a.Memory != 64*1024 || a.Threads != 4 || len(a.Salt) != 16 {
		t.Errorf("%+v", a)
	}
	if bytes.Equal(one.Argon2.Salt, two.Argon2.Salt) {
		t.Error("two wrappings share a salt")
	}
	if _, err := OpenVault(t.Context(), v.File(two).Marshal(), UnlockWithPassphrase("passe-montagne")); err != nil {
		t.Error(err)
	}
}

func TestParseVaultFileRefuses(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	whole := v.File(cheap(t, v, "passe-montagne"), v.WrapWithRecovery(NewRecoveryCode(rand.Reader)))
	change := func(f func(*VaultFile)) []byte {
		var changed VaultFile
		ok(t, json.Unmarshal(whole.Marshal(), &changed))
		f(&changed)
		return changed.Marshal()
	}
	text := string(whole.Marshal())
	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"as written":              {whole.Marshal(), nil},
		"empty":                   {nil, ErrVaultDamaged},
		"cut in half":             {[]byte(text[:len(text)/2]), ErrVaultDamaged},
		"followed by more":        {[]byte(text + "{}"), ErrVaultDamaged},
		"a character changed":     {[]byte(strings.Replace(text, `"time": 1`, `"time": 2`, 1)), ErrVaultDamaged},
		"a field nobody knows":    {[]byte(strings.Replace(text, `"format"`, `"more": 1, "format"`, 1)), ErrVaultDamaged},
		"of a newer version":      {[]byte(`{"format":"souspli-vault/2","everything":"else"}`), ErrVaultNewer},
		"version zero":            {change(func(f *VaultFile) { f.Format = "souspli-vault/0" }), ErrVaultDamaged},
		"another format":          {change(func(f *VaultFile) { f.Format = "age/1" }), ErrVaultDamaged},
		"no wrapping":             {change(func(f *VaultFile) { f.Wrappings = nil }), ErrVaultDamaged},
		"too many wrappings":      {change(func(f *VaultFile) { f.Wrappings = make([]Wrapping, 17) }), ErrVaultDamaged},
		"Argon2 that never ends":  {change(func(f *VaultFile) { f.Wrappings[0].Argon2.Time = 1 << 30 }), ErrVaultDamaged},
		"Argon2 that eats all":    {change(func(f *VaultFile) { f.Wrappings[0].Argon2.Memory = 1 << 31 }), ErrVaultDamaged},
		"Argon2 without a thread": {change(func(f *VaultFile) { f.Wrappings[0].Argon2.Threads = 0 }), ErrVaultDamaged},
		"Argon2 without salt":     {change(func(f *VaultFile) { f.Wrappings[0].Argon2.Salt = nil }), ErrVaultDamaged},
		"no Argon2":               {change(func(f *VaultFile) { f.Wrappings[0].Argon2 = nil }), ErrVaultDamaged},
		"a short key":             {change(func(f *VaultFile) { f.Wrappings[1].Key = []byte{1} }), ErrVaultDamaged},
		"huge":                    {bytes.Repeat([]byte(" "), 1<<20), ErrVaultDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ParseVaultFile(test.file); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

// TestWrappingIsBoundToItsParameters is for somebody who can write to the file: even with a fitting
// checksum, a wrapping cannot be passed off as another.
func TestWrappingIsBoundToItsParameters(t *testing.T) {
	t.Parallel()
	v, keyFile := NewVault(rand.Reader), NewKeyFile(rand.Reader)
	w, err := v.WrapWithKeyFile(keyFile)
	ok(t, err)
	w.Account = "elsewhere"
	if _, err := OpenVault(t.Context(), v.File(w).Marshal(), UnlockWithKeyFile(keyFile)); !errors.Is(err, ErrWrongKeyFile) {
		t.Errorf("%v", err)
	}
}

func TestVaultFileHoldsNoKey(t *testing.T) {
	t.Parallel()
	v, code := NewVault(rand.Reader), NewRecoveryCode(rand.Reader)
	file := v.File(cheap(t, v, "passe-montagne"), v.WrapWithRecovery(code)).Marshal()
	for name, secret := range map[string][]byte{
		"data key":      v.data,
		"passphrase":    []byte("passe-montagne"),
		"recovery code": []byte(code.characters),
	} {
		if bytes.Contains(file, secret) {
			t.Errorf("the %s lies in clear", name)
		}
	}
}

func TestChangingThePassphraseKeepsTheRest(t *testing.T) {
	t.Parallel()
	v, code := NewVault(rand.Reader), NewRecoveryCode(rand.Reader)
	before := v.File(cheap(t, v, "passe-montagne"), v.WrapWithRecovery(code))
	after := before.With(cheap(t, v, "passe-partout")).Marshal()
	for name, test := range map[string]struct {
		unlock Unlocker
		want   error
	}{
		"old passphrase": {UnlockWithPassphrase("passe-montagne"), ErrWrongPassphrase},
		"new passphrase": {UnlockWithPassphrase("passe-partout"), nil},
		"recovery code":  {UnlockWithRecovery(code), nil},
	} {
		if _, err := OpenVault(t.Context(), after, test.unlock); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if !before.Has(PassphraseWrapping) || before.Has(KeyringWrapping) {
		t.Error("Has does not say what the file has")
	}
}

func FuzzParseVaultFile(f *testing.F) {
	v := NewVault(rand.Reader)
	f.Add(v.File(v.WrapWithRecovery(NewRecoveryCode(rand.Reader))).Marshal())
	f.Add(v.File(cheap(f, v, "passe-montagne")).Marshal())
	f.Add([]byte(`{"format":"souspli-vault/1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := ParseVaultFile(b)
		if err != nil {
			return
		}
		again, err := ParseVaultFile(file.Marshal())
		if err != nil || !bytes.Equal(again.Marshal(), file.Marshal()) {
			t.Errorf("it does not read back: %v", err)
		}
	})
}

func BenchmarkUnlockWithPassphrase(b *testing.B) {
	v := NewVault(rand.Reader)
	w, err := v.WrapWithPassphrase("passe-montagne")
	ok(b, err)
	file := v.File(w).Marshal()
	for b.Loop() {
		if _, err := OpenVault(b.Context(), file, UnlockWithPassphrase("passe-montagne")); err != nil {
			b.Fatal(err)
		}
	}
}
