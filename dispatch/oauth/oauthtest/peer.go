package oauthtest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// What the provider knows.
const (
	Tenant = "clinique.example"
	Client = "souspli-desktop"
	Who    = "envoi@clinique.example" // who signs in there
)

//go:embed peer
var program embed.FS

// Peer is an OpenID provider with the addresses of Microsoft's.
type Peer struct {
	Authority string // its address
	CA        *dispatchtest.CA
}

// Start starts a provider that lasts as long as the test.
func Start(t testing.TB, ca *dispatchtest.CA) *Peer {
	t.Helper()
	folder := install(t)
	certificate := ca.Server()
	secrets := t.TempDir()
	cert, key := write(t, secrets, "cert.pem", certificate.CertPEM), write(t, secrets, "key.pem", certificate.KeyPEM)
	command := exec.CommandContext(t.Context(), tool(t, "node", "nodejs"), "peer.mjs", cert, key, Tenant, Client, Who)
	var complaints bytes.Buffer
	command.Dir, command.Stderr = folder, &complaints
	stdin, err := command.StdinPipe()
	must(t, err)
	stdout, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	t.Cleanup(func() {
		_ = stdin.Close() // it ends with its input
		_ = command.Wait()
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider did not start: %v\n%s", err, complaints.String())
	}
	return &Peer{strings.TrimSpace(address), ca}
}

// install puts the provider with its libraries into the cache folder, once for each version. Of several tests
// that do so at once, one wins.
func install(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	must(t, err)
	base := filepath.Join(cache, "souspli-tests")
	folder := filepath.Join(base, "oauth-"+version(t))
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	must(t, os.MkdirAll(base, 0o700))
	fresh, err := os.MkdirTemp(base, "installing-")
	must(t, err)
	defer os.RemoveAll(fresh)
	files, err := fs.Sub(program, "peer")
	must(t, err)
	must(t, os.CopyFS(fresh, files))
	npm(t.Context(), t, fresh)
	if err := os.Rename(fresh, folder); err != nil {
		_, err = os.Stat(folder)
		must(t, err)
	}
	return folder
}

func npm(ctx context.Context, t testing.TB, folder string) {
	t.Helper()
	command := exec.CommandContext(ctx, tool(t, "npm", "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}

// version names what is installed by its content.
func version(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	must(t, fs.WalkDir(program, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := program.ReadFile(path)
		_, _ = sum.Write(content)
		return err
	}))
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func write(t testing.TB, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	must(t, os.WriteFile(path, content, 0o600))
	return path
}

func tool(t testing.TB, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install %s", name, debianPackage)
	}
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
