//go:build linux

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

// asProgram makes the test binary be the program itself.
const asProgram = "SOUSPLI_TEST_PROGRAM"

// patience is how long a screen may take on a busy machine.
const patience = 60 * time.Second

// compiled keeps the compiled reader of documents between tests, beside the temporary folder of the suite.
var compiled = filepath.Join(os.TempDir(), "souspli-test-cache")

// screenOptions say how large a screen is, in pixels, and how large the text on it.
type screenOptions struct {
	width, height int // of the window, which takes it all
	below         int // under the window, for a panel
	textSize      int // percent; 0 is 100
}

// screen is a display without a monitor, with a program on it.
type screen struct {
	t       testing.TB
	options screenOptions
	display string
	bus     string // of messages; empty: none, and none is started for want of one
	folder  string // of the person
	buffer  framebuffer
	program *exec.Cmd      // that was started last
	asked   io.Writer      // questions for the program
	answers *bufio.Scanner // what is in its window
}

func newScreen(t testing.TB) *screen {
	t.Helper()
	return newScreenOf(t, screenOptions{width: 1280, height: 720})
}

func newScreenOf(t testing.TB, o screenOptions) *screen {
	t.Helper()
	read, write, err := os.Pipe()
	must(t, err)
	folder := t.TempDir()
	server := exec.CommandContext(context.WithoutCancel(t.Context()), "Xvfb", "-displayfd", "3", "-nolisten", "tcp", "-noreset",
		"-screen", "0", fmt.Sprintf("%dx%dx24", o.width, o.height+o.below), "-fbdir", folder)
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatalf("Xvfb does not start; install the package xvfb: %v", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	_ = write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	must(t, err)
	return &screen{
		t: t, options: o, display: ":" + strings.TrimSpace(number), folder: folder,
		buffer: framebuffer{filepath.Join(folder, "Xvfb_screen0")},
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start runs the program until the test ends, and waits for its window.
func (s *screen) start(args ...string) *exec.Cmd {
	s.t.Helper()
	program := s.command(args...)
	var said bytes.Buffer
	program.Stderr = &said
	asked, err := program.StdinPipe()
	must(s.t, err)
	answers, err := program.StdoutPipe()
	must(s.t, err)
	must(s.t, program.Start())
	s.program, s.asked, s.answers = program, asked, bufio.NewScanner(answers)
	s.answers.Buffer(nil, 16<<20)
	s.t.Cleanup(func() {
		_ = program.Wait() // it ends with the test; its folder goes next
		s.nothingInClear(said.String(), args)
		switch {
		case strings.Contains(said.String(), "Error in Fyne call thread"):
			s.t.Errorf("the window was touched from a wrong goroutine:\n%s", said.String())
		case s.t.Failed():
			s.t.Logf("the program ended (%v) and said:\n%s", program.ProcessState, said.String())
		}
	})
	s.until("the window is there", func() bool {
		return s.tool("xdotool", "search", "--name", "^Souspli$").Run() == nil && len(s.sight()) > 0
	})
	s.fit()
	s.still()
	s.fit() // Fyne may have asked for its first size meanwhile
	return program
}

// nothingInClear looks for what was planted in the home, in the folder of the person and in what the program said.
func (s *screen) nothingInClear(said string, args []string) {
	s.t.Helper()
	must(s.t, os.WriteFile(filepath.Join(s.folder, "stderr"), []byte(said), 0o600))
	planted.Look(s.t, s.folder, func(path string) bool { return path == s.buffer.path })
	if i := slices.Index(args, "--home"); i >= 0 && i+1 < len(args) {
		planted.Look(s.t, args[i+1], nil)
	}
}

// fit gives the window the whole screen, as a window manager does that there is none of here.
func (s *screen) fit() {
	s.t.Helper()
	width, height := strconv.Itoa(s.options.width), strconv.Itoa(s.options.height)
	must(s.t, s.tool("xdotool", "search", "--name", "^Souspli$", "windowmove", "0", "0", "windowsize", "--sync", width, height).Run())
}

// command is a start of the program on the screen.
func (s *screen) command(args ...string) *exec.Cmd {
	command := exec.CommandContext(s.t.Context(), os.Args[0], args...)
	command.Env = s.environment()
	return command
}

// environment is that of a person who has nothing but this screen.
func (s *screen) environment() []string {
	scale := float64(cmp.Or(s.options.textSize, 100)) / 100
	return append(os.Environ(), asProgram+"=1", "DISPLAY="+s.display, "WAYLAND_DISPLAY=",
		"LIBGL_ALWAYS_SOFTWARE=1", "FYNE_THEME=light", "FYNE_SCALE="+strconv.FormatFloat(scale, 'f', -1, 64),
		"DBUS_SESSION_BUS_ADDRESS="+cmp.Or(s.bus, "unix:path=/nonexistent"), "NO_AT_BRIDGE=1", "HOME="+s.folder, "XDG_CONFIG_HOME="+s.folder,
		"XDG_RUNTIME_DIR="+s.folder, "XDG_CACHE_HOME="+compiled)
}

func (s *screen) tool(name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(s.t.Context(), name, args...)
	command.Env = append(os.Environ(), "DISPLAY="+s.display)
	return command
}

// until looks again and again until something is true.
func (s *screen) until(what string, isTrue func() bool) {
	s.t.Helper()
	ticker := time.NewTicker(40 * time.Millisecond)
	defer ticker.Stop()
	timeout := time.After(patience)
	for !isTrue() {
		select {
		case <-ticker.C:
		case <-timeout:
			s.t.Fatalf("never came true: %s\nthe window shows: %s\nits fields hold: %q\nits picture: %s", what, s.words(), s.typed(), s.keep("never"))
		}
	}
}

// still waits until five looks in a row show the same picture, and returns it. Between looks the program answers, as
// it does where it also takes keys and draws: on a busy machine a picture may stand still because nothing happens.
func (s *screen) still() shot {
	s.t.Helper()
	var last shot
	same := 0
	s.until("the picture stands still", func() bool {
		s.sight()
		now := s.look()
		if bytes.Equal(now.pixels, last.pixels) {
			same++
		} else {
			same = 0
		}
		last = now
		return same >= 4
	})
	return last
}

// look is the picture on the screen; a text cursor that blinks would never stand still, and Souspli's does not.
func (s *screen) look() shot {
	s.t.Helper()
	now, err := s.buffer.shot()
	must(s.t, err)
	return now
}

// ink counts the dark dots of a part of the screen.
func (s *screen) ink(part image.Rectangle) int { return s.look().ink(part) }

// keptPictures names a folder for the pictures of the journeys.
const keptPictures = "SOUSPLI_JOURNEYS"

// keep stores a picture for people among what the test leaves behind, and tells where.
func (s *screen) keep(name string) string {
	s.t.Helper()
	folder := os.Getenv(keptPictures)
	if folder == "" {
		folder = s.t.ArtifactDir()
	} else {
		folder = filepath.Join(folder, filepath.FromSlash(s.t.Name()))
		must(s.t, os.MkdirAll(folder, 0o700))
	}
	s.keepSmall(name)
	path := filepath.Join(folder, name+".png")
	s.draw(path, s.look().image())
	return path
}

// keepSmall makes the picture of the README anew, if it is one and they are asked for.
func (s *screen) keepSmall(name string) {
	s.t.Helper()
	folder, file := os.Getenv(readmePictures), forReadme[s.t.Name()+"/"+name]
	if folder != "" && file != "" {
		must(s.t, os.MkdirAll(folder, 0o750))
		s.draw(filepath.Join(folder, file+".png"), fewColours(s.look().image()))
	}
}

func (s *screen) draw(path string, m image.Image) {
	s.t.Helper()
	var picture bytes.Buffer
	must(s.t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&picture, m))
	must(s.t, os.WriteFile(path, picture.Bytes(), 0o600))
}

// write types text, and waits until a field holds it. Nobody reads it among the arguments of a program.
func (s *screen) write(text string) {
	s.t.Helper()
	typing := s.tool("xdotool", "type", "--delay", "12", "--file", "-")
	typing.Stdin = strings.NewReader(text)
	must(s.t, typing.Run())
	s.until("a field holds "+strconv.Quote(text), func() bool {
		return slices.ContainsFunc(s.sight(), func(t thing) bool { return t.Field && strings.HasSuffix(t.Text, text) })
	})
}

// press presses keys one after the other, and waits for the effect of each.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		must(s.t, s.tool("xdotool", "key", key).Run())
		s.still()
	}
}

// sight is what the program says is in its window.
func (s *screen) sight() (seen []thing) {
	if s.asked == nil {
		return nil
	}
	if _, err := s.asked.Write([]byte{'\n'}); err != nil || !s.answers.Scan() {
		return nil
	}
	must(s.t, json.Unmarshal(s.answers.Bytes(), &seen))
	return seen
}

// words are what can be read in the window now.
func (s *screen) words() string {
	var words []string
	for _, t := range s.sight() {
		if t.inSight() && t.Words != "" && (len(words) == 0 || words[len(words)-1] != t.Words) {
			words = append(words, t.Words)
		}
	}
	return strings.Join(words, " | ")
}

// typed is what the fields of the window hold.
func (s *screen) typed() (texts []string) {
	for _, t := range s.sight() {
		if t.Field {
			texts = append(texts, t.Text)
		}
	}
	return texts
}

// reads waits until a sentence, or a part of one, can be read in the window.
func (s *screen) reads(sentence string) {
	s.t.Helper()
	s.until("the window says "+strconv.Quote(sentence), func() bool { return strings.Contains(s.words(), plain(sentence)) })
}

// has waits until something has these words, in sight or a scroll away.
func (s *screen) has(words string) {
	s.t.Helper()
	s.until("there is "+strconv.Quote(words), func() bool { _, ok := s.find(words); return ok })
}

// find is what has exactly these words, in sight before what must be scrolled to, what can be pressed before what is
// only read.
func (s *screen) find(words string) (thing, bool) {
	return meant(s.sight(), func(t thing) bool { return !t.Field && t.Words == plain(words) })
}

func meant(seen []thing, is func(thing) bool) (found thing, ok bool) {
	for _, t := range seen {
		if is(t) && (!ok || t.better(found)) {
			found, ok = t, true
		}
	}
	return found, ok
}

// click presses what has these words with the mouse, and scrolls to it first where it is out of sight.
func (s *screen) click(words string) {
	s.t.Helper()
	s.clickOn(strconv.Quote(words), func([]thing) (thing, bool) { return s.find(words) })
}

// fill writes into the field with this placeholder, or with this label above it.
func (s *screen) fill(label, text string) {
	s.t.Helper()
	s.clickOn("the field "+strconv.Quote(label), func(seen []thing) (thing, bool) { return fieldOf(seen, plain(label)) })
	s.write(text)
}

func fieldOf(seen []thing, label string) (thing, bool) {
	if f, ok := meant(seen, func(t thing) bool { return t.Field && t.Words == label }); ok {
		return f, true
	}
	above, ok := meant(seen, func(t thing) bool { return !t.Field && t.Words == label })
	if !ok {
		return thing{}, false
	}
	fields := slices.DeleteFunc(slices.Clone(seen), func(t thing) bool { return !t.Field || t.Place.Y < above.Place.Y || t.Place.Right <= above.Place.X })
	if len(fields) == 0 {
		return thing{}, false
	}
	return slices.MinFunc(fields, func(a, b thing) int {
		return cmp.Or(a.Place.Y-b.Place.Y, distance(a, above)-distance(b, above))
	}), true
}

func distance(a, b thing) int { return max(a.Place.X-b.Place.X, b.Place.X-a.Place.X) }

func (s *screen) clickOn(what string, find func([]thing) (thing, bool)) {
	s.t.Helper()
	var target thing
	s.until("there is "+what+" to click", func() bool {
		found, ok := find(s.sight())
		if !ok {
			return false
		}
		if target = found; !target.inSight() {
			s.scrollTo(target)
			return false
		}
		again, ok := find(s.sight()) // it does not move any more
		return ok && again.Place == target.Place
	})
	x, y := target.Place.middle()
	must(s.t, s.tool("xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1").Run())
	s.still()
}

// scrollTo turns the wheel once or more over what a thing scrolls within.
func (s *screen) scrollTo(target thing) {
	s.t.Helper()
	x, y := target.Within.middle()
	wheel := "5"
	if _, middle := target.Place.middle(); middle < y {
		wheel = "4"
	}
	must(s.t, s.tool("xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "--repeat", "2", "--delay", "20", wheel).Run())
	s.still()
}
