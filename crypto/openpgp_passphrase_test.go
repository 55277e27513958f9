package crypto

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestSealWithPassphrase(t *testing.T) {
	t.Parallel()
	gpg := newGnupg(t)
	content := bytes.Repeat([]byte("Lise Tremblay "), 10_000)
	var sealed bytes.Buffer
	w, err := SealWithPassphrase(&sealed, enclosedPassphrase, now)
	ok(t, err)
	_, err = w.Write(content)
	ok(t, err)
	ok(t, w.Close())
	file := writeFile(t, "sealed.pgp", sealed.Bytes())
	got, err := run(t, nil, "gpg", "--homedir", gpg.home, "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback",
		"--passphrase", enclosedPassphrase, "--decrypt", file)
	if err != nil || !strings.HasSuffix(got, string(content)) {
		t.Errorf("GnuPG reads %d bytes: %v", len(got), err)
	}
	if bytes.Contains(sealed.Bytes(), []byte("Lise")) {
		t.Error("it can be read")
	}
}

func TestSealWithPassphraseRefuses(t *testing.T) {
	t.Parallel()
	if _, err := SealWithPassphrase(io.Discard, "19800101", now); !errors.Is(err, ErrPassphraseUnusable) {
		t.Errorf("a birth date: %v", err)
	}
	if _, err := SealWithPassphrase(io.Discard, enclosedPassphrase, time.Time{}); !errors.Is(err, ErrNoTime) {
		t.Errorf("no time: %v", err)
	}
}
