package app_test

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

// instances gives a test a folder of its own for sockets.
func instances(t *testing.T) (c app.Config, folder string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "s") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	t.Setenv("XDG_RUNTIME_DIR", folder)
	return app.Config{Home: filepath.Join(t.TempDir(), "home")}, filepath.Join(folder, "souspli")
}

func TestASecondStartHandsItsFilesOver(t *testing.T) {
	c, folder := instances(t)
	took := make(chan []string, 1)
	first, err := app.OnlyInstance(c, nil, func(files []string) { took <- files })
	if err != nil || first == nil {
		t.Fatal(first, err)
	}
	second, err := app.OnlyInstance(c, []string{"/documents/été.pdf", "relatif.pdf"}, nil)
	if err != nil || second != nil {
		t.Fatal(second, err)
	}
	here, err := filepath.Abs("relatif.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if got := <-took; len(got) != 2 || got[0] != "/documents/été.pdf" || got[1] != here {
		t.Errorf("took %q", got)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v, %v", info, err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	third, err := app.OnlyInstance(c, nil, nil)
	if err != nil || third == nil {
		t.Fatal("the window is gone, and nobody takes its place:", err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestAnotherHomeHasItsOwnWindow(t *testing.T) {
	c, _ := instances(t)
	for _, home := range []string{c.Home, c.Home + "-practice"} {
		i, err := app.OnlyInstance(app.Config{Home: home}, nil, nil)
		if err != nil || i == nil {
			t.Fatal(home, err)
		}
		defer i.Close()
	}
}

func TestAHomeBehindALinkHasOneWindowBeforeAndAfterItIsMade(t *testing.T) {
	c, _ := instances(t)
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(filepath.Dir(c.Home), link))
	c.Home = filepath.Join(link, "home")
	first, err := app.OnlyInstance(c, nil, func([]string) {})
	if err != nil || first == nil {
		t.Fatal(first, err)
	}
	defer first.Close()
	must(t, os.Mkdir(c.Home, 0o700))
	second, err := app.OnlyInstance(c, nil, nil)
	if err != nil || second != nil {
		t.Errorf("a second window: %v, %v", second, err)
	}
}

func TestAStaleSocketIsReplaced(t *testing.T) {
	c, folder := instances(t)
	first, err := app.OnlyInstance(c, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	socket := onlySocket(t, folder)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(socket, nil, 0o600); err != nil { // what a killed program leaves: a name without a listener
		t.Fatal(err)
	}
	again, err := app.OnlyInstance(c, nil, nil)
	if err != nil || again == nil {
		t.Fatal(again, err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func onlySocket(t *testing.T, folder string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*.sock"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[0]
}

// TestOnlyPathsAreTaken speaks to the window as a program that is not ours might.
func TestOnlyPathsAreTaken(t *testing.T) {
	c, folder := instances(t)
	first, err := app.OnlyInstance(c, nil, func(files []string) { t.Errorf("took %q", files) })
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	for name, message := range map[string]string{
		"no JSON":            "GET / HTTP/1.1\n",
		"a relative path":    `{"files":["ordonnance.pdf"]}` + "\n",
		"a path that climbs": `{"files":["/documents/../etc/passwd"]}` + "\n",
		"a null byte":        `{"files":["/documents/a\u0000b"]}` + "\n",
		"a path too long":    `{"files":["/` + strings.Repeat("a", 5000) + `"]}` + "\n",
		"too many":           `{"files":[` + strings.Repeat(`"/a",`, 600) + `"/a"]}` + "\n",
		"without an end":     `{"files":["/` + strings.Repeat("a", 2<<20),
	} {
		peer, err := net.Dial("unix", onlySocket(t, folder)) //nolint:noctx // a test's own socket
		if err != nil {
			t.Fatal(err)
		}
		_, _ = peer.Write([]byte(message)) // it may hang up first
		answer := make([]byte, 16)
		if n, _ := peer.Read(answer); n > 0 {
			t.Errorf("%s: answered %q", name, answer[:n])
		}
		_ = peer.Close()
	}
}

func TestARuntimeFolderOpenToOthersIsNotUsed(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // its folders have no such bits
	}
	c, folder := instances(t)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // what is refused
		t.Fatal(err)
	}
	_, err := app.OnlyInstance(c, nil, nil)
	wantCode(t, err, "home_unwritable")
}
