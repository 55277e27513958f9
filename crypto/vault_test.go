package crypto

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha3"
	"encoding/hex"
	"errors"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// TestXAESVectors holds the construction to the published vectors of C2SP's XAES-256-GCM.
func TestXAESVectors(t *testing.T) {
	t.Parallel()
	nonce := []byte("ABCDEFGHIJKLMNOPQRSTUVWX")
	for name, test := range map[string]struct {
		key        byte
		additional string
		want       string
	}{
		"top bit of L clear": {1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		"top bit of L set":   {3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newXAES(bytes.Repeat([]byte{test.key}, keySize))
			got := x.gcm(nonce).Seal(nil, nonce[gcmNonceSize:], []byte("XAES-256-GCM"), []byte(test.additional))
			if hex.EncodeToString(got) != test.want {
				t.Errorf("%x, want %s", got, test.want)
			}
		})
	}
}

// TestXAESAccumulated is C2SP's vector of ten thousand random seals.
func TestXAESAccumulated(t *testing.T) {
	t.Parallel()
	source, sum := sha3.NewSHAKE128(), sha3.NewSHAKE128()
	draw := func(n int) []byte {
		b := make([]byte, n)
		_, _ = source.Read(b)
		return b
	}
	for range 10_000 {
		key, nonce := draw(keySize), draw(xaesNonceSize)
		plaintext := draw(int(draw(1)[0]))
		additional := draw(int(draw(1)[0]))
		sealed := newXAES(key).gcm(nonce).Seal(nil, nonce[gcmNonceSize:], plaintext, additional)
		_, _ = sum.Write(sealed)
	}
	got := make([]byte, 32)
	_, _ = sum.Read(got)
	if want := "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"; hex.EncodeToString(got) != want {
		t.Errorf("%x, want %s", got, want)
	}
}

func TestVaultSealsForOnePlace(t *testing.T) {
	t.Parallel()
	v, other := NewVault(rand.Reader), NewVault(rand.Reader)
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.String().Draw(t, "place")
		plaintext := rapid.SliceOf(rapid.Byte()).Draw(t, "plaintext")
		sealed := v.Seal(place, plaintext)
		if opened, err := v.Open(place, sealed); err != nil || !bytes.Equal(opened, plaintext) {
			t.Fatalf("%x, %v", opened, err)
		}
		if len(sealed) != len(plaintext)+41 {
			t.Fatalf("%d bytes more", len(sealed)-len(plaintext))
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")
		for name, open := range map[string]func() ([]byte, error){
			"a bit changed":      func() ([]byte, error) { return v.Open(place, flipped(sealed, i)) },
			"another place":      func() ([]byte, error) { return v.Open(place+"x", sealed) },
			"another vault":      func() ([]byte, error) { return other.Open(place, sealed) },
			"cut short":          func() ([]byte, error) { return v.Open(place, sealed[:i]) },
			"something appended": func() ([]byte, error) { return v.Open(place, append(bytes.Clone(sealed), 0)) },
		} {
			if _, err := open(); !errors.Is(err, ErrSealBroken) {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}

func TestVaultSealsDiffer(t *testing.T) {
	t.Parallel()
	v := NewVault(zeros{})
	if bytes.Equal(v.Seal("place", []byte("fictif")), v.Seal("place", []byte("fictif"))) {
		t.Error("two seals of one value are equal")
	}
}

func TestVaultToken(t *testing.T) {
	t.Parallel()
	v, other := NewVault(rand.Reader), NewVault(rand.Reader)
	token := v.Token("tremblay")
	switch {
	case !regexp.MustCompile(`^[a-z2-7]{13}$`).MatchString(token):
		t.Errorf("%q", token)
	case v.Token("tremblay") != token:
		t.Error("one word has two tokens")
	case v.Token("tremblai") == token:
		t.Error("two words have one token")
	case other.Token("tremblay") == token:
		t.Error("two homes have one token")
	}
}

func TestVaultSigns(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	signature := v.Sign([]byte("checkpoint"))
	if !ed25519.Verify(v.PublicKey(), []byte("checkpoint"), signature) || ed25519.Verify(v.PublicKey(), []byte("checkpoinu"), signature) {
		t.Error("the signature does not say what it should")
	}
}

func TestVaultDestroyed(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	sealed := v.Seal("place", []byte("fictif"))
	v.Destroy()
	v.Destroy()
	if _, err := v.Open("place", sealed); !errors.Is(err, ErrVaultDestroyed) {
		t.Errorf("Open: %v", err)
	}
	if _, err := v.SealStream("place", &bytes.Buffer{}); !errors.Is(err, ErrVaultDestroyed) {
		t.Errorf("SealStream: %v", err)
	}
	for name, call := range map[string]func(){
		"Seal":  func() { v.Seal("place", nil) },
		"Token": func() { v.Token("x") },
		"Sign":  func() { v.Sign(nil) },
	} {
		if !panics(call) {
			t.Errorf("%s works with cleared keys", name)
		}
	}
}

func panics(call func()) (did bool) {
	defer func() { did = recover() != nil }()
	call()
	return false
}

func BenchmarkVaultSeal(b *testing.B) {
	v, value := NewVault(rand.Reader), make([]byte, 300)
	b.SetBytes(int64(len(value)))
	for b.Loop() {
		v.Seal("dispatches/body/abcdefghijklmnopqrstuvwxyz", value)
	}
}

func BenchmarkVaultOpen(b *testing.B) {
	v := NewVault(rand.Reader)
	sealed := v.Seal("dispatches/body/abcdefghijklmnopqrstuvwxyz", make([]byte, 300))
	b.SetBytes(300)
	for b.Loop() {
		if _, err := v.Open("dispatches/body/abcdefghijklmnopqrstuvwxyz", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVaultToken(b *testing.B) {
	v := NewVault(rand.Reader)
	for b.Loop() {
		v.Token("tremblay")
	}
}
