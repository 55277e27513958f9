package portaltest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// FHIR is a real FHIR server with an OpenID provider, both third parties'. It ends with the test binary.
type FHIR struct {
	URL string // of all its portals
	CA  *dispatchtest.CA

	client *http.Client
	pipes  []io.Closer // that would be closed if nothing held them, and the server end
}

// FHIRClient is a program that the server knows.
type FHIRClient struct {
	ID        string          `json:"id"`
	Algorithm string          `json:"alg"`
	JWKS      json.RawMessage `json:"jwks"`
}

//go:embed fhir/package.json fhir/package-lock.json fhir/peer.mjs
var fhirPeer embed.FS

// StartFHIR starts the server with a certificate of ca. It knows the clients. Share it: it takes seconds to
// start.
func StartFHIR(t testing.TB, ca *dispatchtest.CA, clients ...FHIRClient) *FHIR {
	t.Helper()
	script := installFHIR(t)
	f := &FHIR{CA: ca}
	certificate := f.CA.Server()
	configuration, err := json.Marshal(map[string]any{
		"cert": string(certificate.CertPEM), "key": string(certificate.KeyPEM), "clients": clients,
	})
	requireNoError(t, err)
	f.URL, f.pipes = startNode(t, script, configuration)
	t.Cleanup(func() { runtime.KeepAlive(f) }) // it lives at least as long as the test that started it
	f.client = &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: f.CA.Pool, MinVersion: tls.VersionTLS12},
	}}
	return f
}

// startNode runs a script, which ends when this process does, for it reads from us. It prints its address as
// its first line.
func startNode(t testing.TB, script string, configuration []byte) (url string, pipes []io.Closer) {
	t.Helper()
	command := exec.Command("node", script) //nolint:gosec,noctx // ours; it ends with this process
	in, err := command.StdinPipe()
	requireNoError(t, err)
	out, err := command.StdoutPipe()
	requireNoError(t, err)
	var complaints lockedBuffer
	command.Stderr = &complaints
	if err := command.Start(); err != nil {
		t.Fatalf("node is missing: apt-get install --no-install-recommends nodejs npm: %v", err)
	}
	_, err = in.Write(append(configuration, '\n'))
	requireNoError(t, err)
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var told struct{ URL string }
	if err != nil || json.Unmarshal(line, &told) != nil {
		t.Fatalf("the FHIR server does not start: %v: %s", err, complaints.String())
	}
	return told.URL, []io.Closer{in, out}
}

// lockedBuffer is written by a process while a test reads it.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

// Write implements io.Writer.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

// String is what was written so far.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// installFHIR installs the locked packages once for this computer, and returns the script beside them.
func installFHIR(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	requireNoError(t, err)
	lock := readPeer(t, "package-lock.json")
	sum := sha256.Sum256(append(lock, readPeer(t, "package.json")...))
	folder := filepath.Join(cache, "souspli-tests", "fhir-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(folder); err != nil {
		installPackages(t, folder)
	}
	script := readPeer(t, "peer.mjs")
	sum = sha256.Sum256(script)
	path := filepath.Join(folder, "peer-"+hex.EncodeToString(sum[:8])+".mjs")
	if _, err := os.Stat(path); err != nil {
		partial := filepath.Join(folder, string(dispatch.NewID(rand.Reader)))
		requireNoError(t, os.WriteFile(partial, script, 0o600))
		requireNoError(t, os.Rename(partial, path))
	}
	return path
}

func readPeer(t testing.TB, name string) []byte {
	t.Helper()
	content, err := fs.ReadFile(fhirPeer, "fhir/"+name)
	requireNoError(t, err)
	return content
}

// installPackages makes folder whole or not at all: other tests may be at it too, and the first one wins.
func installPackages(t testing.TB, folder string) {
	t.Helper()
	requireNoError(t, os.MkdirAll(filepath.Dir(folder), 0o700))
	partial, err := os.MkdirTemp(filepath.Dir(folder), "installing-")
	requireNoError(t, err)
	defer os.RemoveAll(partial)
	for _, name := range []string{"package.json", "package-lock.json"} {
		requireNoError(t, os.WriteFile(filepath.Join(partial, name), readPeer(t, name), 0o600))
	}
	command := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
	command.Dir = partial
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v: %s", err, said)
	}
	if err := os.Rename(partial, folder); err != nil {
		_, err = os.Stat(folder)
		requireNoError(t, err)
	}
}

// Portal is an empty portal of the server, for one test.
type Portal struct {
	URL  string // the FHIR base
	fhir *FHIR
	held string
}

// Portal makes a fresh portal.
func (f *FHIR) Portal() Portal {
	name := f.URL + "/r/" + string(dispatch.NewID(rand.Reader))
	return Portal{URL: name + "/fhir", held: name + "/held", fhir: f}
}

// Held is what stands on a portal.
type Held struct {
	Documents []HeldDocument
	Binaries  int
	Lists     int
}

// HeldDocument is one document: its entry, and the SHA-256 of its bytes.
type HeldDocument struct {
	SHA256   string
	Resource map[string]any
}

// Held asks the server itself, past every fault between it and the channel.
func (p Portal) Held(t testing.TB) Held {
	t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, p.held, nil)
	requireNoError(t, err)
	answer, err := p.fhir.client.Do(request)
	requireNoError(t, err)
	defer answer.Body.Close()
	var held Held
	content, err := io.ReadAll(answer.Body)
	requireNoError(t, err)
	requireNoError(t, json.Unmarshal(content, &held))
	return held
}
