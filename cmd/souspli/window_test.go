//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// asProgram makes the test binary be the program itself.
const asProgram = "SOUSPLI_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" || app.IsReader(os.Args) || isMonitor(os.Args) {
		main()
		return
	}
	if home := os.Getenv(asCrasher); home != "" {
		crasher(home)
	}
	os.Exit(m.Run())
}

// patience is how long a screen may take on a busy machine.
const patience = 60 * time.Second

// screen is a display without a monitor, with a program on it.
type screen struct {
	t       *testing.T
	display string
	folder  string // of its pictures
}

func newScreen(t *testing.T) *screen {
	t.Helper()
	read, write, err := os.Pipe()
	must(t, err)
	server := exec.CommandContext(context.WithoutCancel(t.Context()), "Xvfb", "-displayfd", "3", "-screen", "0", "1280x720x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatalf("Xvfb does not start; install the package xvfb: %v", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	_ = write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	must(t, err)
	return &screen{t: t, display: ":" + strings.TrimSpace(number), folder: t.TempDir()}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start runs the program until the test ends, and waits for its window.
func (s *screen) start(args ...string) *exec.Cmd {
	s.t.Helper()
	program := exec.CommandContext(s.t.Context(), os.Args[0], args...)
	program.Env = s.environment()
	var said bytes.Buffer
	program.Stdout, program.Stderr = &said, &said
	must(s.t, program.Start())
	s.t.Cleanup(func() {
		if strings.Contains(said.String(), "Error in Fyne call thread") {
			s.t.Errorf("the window was touched from a wrong goroutine:\n%s", said.String())
		}
	})
	s.until("the window is there", func() bool {
		return s.tool("xdotool", "search", "--name", "^Souspli$").Run() == nil
	})
	s.still()
	return program
}

// environment is that of a person who has nothing but this screen.
func (s *screen) environment() []string {
	return append(os.Environ(), asProgram+"=1", "DISPLAY="+s.display, "WAYLAND_DISPLAY=",
		"LIBGL_ALWAYS_SOFTWARE=1", "FYNE_THEME=light", "FYNE_SCALE=1", "HOME="+s.folder, "XDG_CONFIG_HOME="+s.folder,
		"XDG_RUNTIME_DIR="+s.folder, "XDG_CACHE_HOME="+filepath.Join(os.TempDir(), "souspli-test-cache"))
}

func (s *screen) tool(name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(s.t.Context(), name, args...)
	command.Env = append(os.Environ(), "DISPLAY="+s.display)
	return command
}

// until looks again and again until something is true.
func (s *screen) until(what string, isTrue func() bool) {
	s.t.Helper()
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	timeout := time.After(patience)
	for !isTrue() {
		select {
		case <-ticker.C:
		case <-timeout:
			s.t.Fatalf("never came true: %s", what)
		}
	}
}

// still waits until three looks in a row show the same picture, and returns it.
func (s *screen) still() []byte {
	s.t.Helper()
	var last []byte
	same := 0
	s.until("the picture stands still", func() bool {
		now := s.look()
		if len(now) > 0 && bytes.Equal(now, last) {
			same++
		} else {
			same = 0
		}
		last = now
		return same >= 2
	})
	return last
}

// look is the picture on the screen as raw pixels; a text cursor that blinks would never stand still, and
// Souspli's does not.
func (s *screen) look() []byte {
	pixels, err := s.tool("import", "-window", "root", "-depth", "8", "rgb:-").Output()
	if err != nil {
		s.t.Fatalf("import does not answer; install the package imagemagick: %v", err)
	}
	return pixels
}

// keep stores a picture for people.
func (s *screen) keep(path string) {
	s.t.Helper()
	must(s.t, s.tool("import", "-window", "root", "-strip", path).Run())
}

// write types text, and waits for its effect.
func (s *screen) write(text string) {
	s.t.Helper()
	must(s.t, s.tool("xdotool", "type", "--delay", "20", text).Run())
	s.still()
}

// press presses keys one after the other, and waits for the effect of each.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		must(s.t, s.tool("xdotool", "key", key).Run())
		s.still()
	}
}

// TestWindow sends a prescription to a pharmacy with the keyboard alone, in both languages, and finds it
// delivered. With SOUSPLI_SCREENSHOT set, it keeps the picture of the suggestion there.
func TestWindow(t *testing.T) {
	for _, language := range []string{"fr", "en"} {
		t.Run(language, func(t *testing.T) {
			config := app.Config{Home: filepath.Join(t.TempDir(), "home")}
			_, err := app.Init(t.Context(), config, app.InitOptions{Practice: true})
			must(t, err)
			s := newScreen(t)
			program := s.start("--home", config.Home, "--lang", language,
				filepath.Join(config.Home+".practice", "documents", "ordonnance.pdf"))

			s.until("the document is read and shown", func() bool { return ink(s.look(), preview) > 300 })
			empty := s.still()
			s.write("beaub")
			s.press("Return", "Tab", "space")
			s.write("consent 7")
			s.press("Tab", "space")
			if bytes.Equal(s.look(), empty) {
				t.Fatal("the keyboard changes nothing")
			}
			if path := os.Getenv("SOUSPLI_SCREENSHOT"); path != "" && language == "fr" {
				s.keep(path)
			}
			must(t, s.tool("xdotool", "key", "ctrl+Return").Run())

			home, err := app.Open(t.Context(), config)
			must(t, err)
			defer home.Close()
			s.until("the fax is delivered", func() bool { return deliveredTo(t, home, "Pharmacie Beaubien") })
			must(t, closeProgram(program))
		})
	}
}

// rail is where its words stand.
var rail = image.Rect(50, 60, 170, 400)

// preview is where the words of the first page stand in a window of this size.
var preview = image.Rect(260, 120, 400, 230)

// ink counts the dark dots of a part of the screen.
func ink(pixels []byte, part image.Rectangle) int {
	const width, depth, dark = 1280, 3, 160
	count := 0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if at := (y*width + x) * depth; at < len(pixels) && pixels[at] < dark {
				count++
			}
		}
	}
	return count
}

func deliveredTo(t *testing.T, home *app.App, name string) bool {
	t.Helper()
	page, err := home.Desk.Search(t.Context(), dispatch.Filter{})
	must(t, err)
	return len(page.Dispatches) == 1 && page.Dispatches[0].State == dispatch.Delivered && page.Dispatches[0].Recipient.Name == name
}

// closeProgram asks the program to end, and expects that it ends cleanly.
func closeProgram(program *exec.Cmd) error {
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		return errors.New("the program does not end")
	}
}

// TestClosedHome shows why a home stays shut instead of ending without a word.
func TestClosedHome(t *testing.T) {
	config := app.Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	_, err := app.Init(t.Context(), config, app.InitOptions{Vault: app.PassphraseVault})
	must(t, err)
	s := newScreen(t)
	program := s.start("--home", config.Home, "--lang", "en")
	before := s.look()
	s.write("correct horse battery")
	s.press("Return")
	if bytes.Equal(s.look(), before) {
		t.Error("the passphrase opens nothing")
	}
	must(t, closeProgram(program))
}
