package crypto

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WrappingKind says what opens a wrapping.
type WrappingKind string

// The kinds of wrappings.
const (
	KeyringWrapping    WrappingKind = "keyring"    // a key that the operating system's keyring holds
	PassphraseWrapping WrappingKind = "passphrase" // a passphrase, stretched with Argon2id
	KeyFileWrapping    WrappingKind = "key_file"   // a key in a file beside: practice homes only
	RecoveryWrapping   WrappingKind = "recovery"   // the printed recovery code
)

const (
	vaultFormat       = "souspli-vault/"
	vaultVersion      = 1
	maxVaultFile      = 64 << 10
	maxWrappings      = 16
	wrappedKeySize    = xaesNonceSize + keySize + gcmTagSize
	vaultCheckBytes   = 16
	vaultFileChecksum = sha256.Size
)

// VaultFile is a vault at rest: its data key, wrapped once for each way to open it. It may be copied and
// backed up: without one of its keys it says nothing.
type VaultFile struct {
	Format    string     `json:"format"` // souspli-vault/1
	Check     []byte     `json:"check"`  // names the data key, so that a wrapping of another vault is noticed
	Wrappings []Wrapping `json:"wrappings"`
	Sum       []byte     `json:"sum"` // SHA-256 of the rest: tells a damaged file from a wrong key
}

// Wrapping is the data key sealed with XAES-256-GCM under one other key.
type Wrapping struct {
	Kind    WrappingKind `json:"kind"`
	Account string       `json:"account,omitempty"` // name of the key in the keyring
	Argon2  *Argon2      `json:"argon2id,omitempty"`
	Key     []byte       `json:"key"` // nonce, ciphertext and tag
}

// ParseVaultFile reads what Marshal wrote: ErrVaultNewer for a later format, ErrVaultDamaged for anything
// else that is not whole.
func ParseVaultFile(b []byte) (VaultFile, error) {
	if len(b) > maxVaultFile {
		return VaultFile{}, ErrVaultDamaged
	}
	var head struct{ Format string }
	if err := json.Unmarshal(b, &head); err != nil {
		return VaultFile{}, ErrVaultDamaged
	}
	if err := checkFormat(head.Format); err != nil {
		return VaultFile{}, err
	}
	var f VaultFile
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil || !atEnd(decoder) {
		return VaultFile{}, ErrVaultDamaged
	}
	if !f.whole() {
		return VaultFile{}, ErrVaultDamaged
	}
	return f, nil
}

func atEnd(decoder *json.Decoder) bool {
	_, err := decoder.Token()
	return err == io.EOF //nolint:errorlint // Token answers io.EOF itself, and anything else is damage
}

func checkFormat(format string) error {
	number, ok := strings.CutPrefix(format, vaultFormat)
	version, err := strconv.Atoi(number)
	switch {
	case !ok || err != nil || version < vaultVersion:
		return ErrVaultDamaged
	case version > vaultVersion:
		return ErrVaultNewer
	default:
		return nil
	}
}

// whole checks everything that needs no key.
func (f VaultFile) whole() bool {
	return len(f.Check) == vaultCheckBytes &&
		len(f.Sum) == vaultFileChecksum && bytes.Equal(f.Sum, f.sum()) &&
		len(f.Wrappings) > 0 && len(f.Wrappings) <= maxWrappings &&
		!slices.ContainsFunc(f.Wrappings, func(w Wrapping) bool { return !w.whole() })
}

func (w Wrapping) whole() bool {
	return len(w.Key) == wrappedKeySize && (w.Kind == PassphraseWrapping) == (w.Argon2 != nil) &&
		(w.Argon2 == nil || w.Argon2.bounded())
}

func (f VaultFile) sum() []byte {
	f.Sum = nil
	sum := sha256.Sum256(mustMarshal(f))
	return sum[:]
}

// Marshal writes the file, with its checksum.
func (f VaultFile) Marshal() []byte {
	f.Sum = f.sum()
	var indented bytes.Buffer
	if err := json.Indent(&indented, mustMarshal(f), "", "  "); err != nil {
		panic("crypto: vault file: " + err.Error())
	}
	indented.WriteByte('\n')
	return indented.Bytes()
}

// mustMarshal cannot fail: the file holds only strings, numbers and bytes.
func mustMarshal(f VaultFile) []byte {
	b, err := json.Marshal(f)
	if err != nil {
		panic("crypto: vault file: " + err.Error())
	}
	return b
}

// Has reports whether the vault can be opened by kind.
func (f VaultFile) Has(kind WrappingKind) bool {
	_, err := f.wrapping(kind)
	return err == nil
}

// With is the file with w in place of its wrapping of the same kind: to change a passphrase, or to add a
// way to open the vault.
func (f VaultFile) With(w Wrapping) VaultFile {
	others := slices.DeleteFunc(slices.Clone(f.Wrappings), func(o Wrapping) bool { return o.Kind == w.Kind })
	f.Wrappings = append(others, w)
	return f
}

// Without is the file with no wrapping of kind.
func (f VaultFile) Without(kind WrappingKind) VaultFile {
	f.Wrappings = slices.DeleteFunc(slices.Clone(f.Wrappings), func(o Wrapping) bool { return o.Kind == kind })
	return f
}

func (f VaultFile) wrapping(kind WrappingKind) (Wrapping, error) {
	i := slices.IndexFunc(f.Wrappings, func(w Wrapping) bool { return w.Kind == kind })
	if i < 0 {
		return Wrapping{}, ErrNoWrapping
	}
	return f.Wrappings[i], nil
}
