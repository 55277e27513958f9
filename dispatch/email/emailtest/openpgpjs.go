package emailtest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// openPGPJSFiles are a program that opens messages with OpenPGP.js, and the exact version of it.
//
//go:embed openpgpjs/package.json openpgpjs/package-lock.json openpgpjs/read.mjs
var openPGPJSFiles embed.FS

// openPGPJS starts one process that opens message after message.
func openPGPJS(t testing.TB, key, signer, passphrase string) func(testing.TB, []byte) ([]byte, error) {
	t.Helper()
	folder := installOpenPGPJS(t)
	cmd := exec.CommandContext(t.Context(), tool(t, "node", "nodejs"), filepath.Join(folder, "read.mjs"), key, signer, passphrase)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	answers := bufio.NewReader(out)
	var turn sync.Mutex
	return func(t testing.TB, message []byte) ([]byte, error) {
		t.Helper()
		turn.Lock()
		defer turn.Unlock()
		if _, err := io.WriteString(in, base64.StdEncoding.EncodeToString(message)+"\n"); err != nil {
			t.Fatal(err)
		}
		line, err := answers.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Data  []byte
			Error string
		}
		if err := json.Unmarshal(line, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Error != "" {
			return nil, errors.New(answer.Error)
		}
		return answer.Data, nil
	}
}

// installOpenPGPJS installs once a computer, into the caches of whoever runs the tests.
func installOpenPGPJS(t testing.TB) string {
	t.Helper()
	lock, err := openPGPJSFiles.ReadFile("openpgpjs/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	caches, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	parent := filepath.Join(caches, "souspli-tests", "openpgpjs-"+hex.EncodeToString(sum[:8]))
	installed := filepath.Join(parent, "node_modules", "openpgp")
	if _, err := os.Stat(installed); err != nil {
		install(t, parent)
	}
	program, err := openPGPJSFiles.ReadFile("openpgpjs/read.mjs")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	keep(t, folder, "read.mjs", program)
	if err := os.Symlink(filepath.Join(parent, "node_modules"), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// install works aside and moves the result, so that two at once do not meet.
func install(t testing.TB, parent string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(parent), 0o750); err != nil {
		t.Fatal(err)
	}
	aside, err := os.MkdirTemp(filepath.Dir(parent), "installing")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(aside) }()
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := openPGPJSFiles.ReadFile("openpgpjs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		keep(t, aside, name, data)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), tool(t, "npm", "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = aside
	if _, err := run(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(aside, parent); err != nil {
		if _, there := os.Stat(parent); there != nil {
			t.Fatal(err)
		}
	}
}
