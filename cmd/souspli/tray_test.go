//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// panelHeight is what the panel of the desktop takes of the screen, below the window.
const panelHeight = 32

// TestIconBesideTheClock: while another window is in front, a task comes. The desktop is told of it in constant words,
// the menu beside the clock counts it and leads to it.
func TestIconBesideTheClock(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.undo = desk.LeastUndoSeconds
		j.screen = newScreenOf(j.t, screenOptions{width: 1280, height: 720, below: panelHeight})
		d := j.newDesktop()
		j.practice("resume-de-depart.pdf")
		d.find()
		d.offers(j.text("tray_nothing"), j.text("tray_open"), j.text("tray_lock"), j.text("tray_quit"))

		j.to("maxime", "Maxime Boucher")
		j.authorise()
		d.lookAway()
		j.click(j.text("send_portal", "name", "Maxime Boucher"))
		j.becomes(dispatch.Accepted)
		waiting := j.texts.Plural("ui_tray_waiting", 1)
		d.offers(waiting, j.text("tray_open"), j.text("tray_lock"), j.text("tray_quit"))
		d.told("Souspli: "+j.texts.Plural("ui_told_waiting", 1), "Souspli: "+j.texts.Plural("ui_told_ended", 1))
		j.keep("1 waiting")

		d.tap()
		j.until("the window is in front", d.inFront)
		d.choose(waiting)
		j.reads(j.texts.Text("task_do_tell"))
		d.choose(j.text("tray_lock"))
		j.reads(j.text("lock_choose_first"))
		j.still()
		j.keep("2 lock")
		d.choose(j.text("tray_quit"))
		must(j.t, j.program.Wait())
	})
}

// personalDesktop is a real message bus, the real panel of a desktop with a place for icons, and a listener in the
// place of the service that shows notifications.
type personalDesktop struct {
	*screen
	bus        *dbus.Conn
	icon, menu dbus.BusObject
	news       chan string
}

func (s *screen) newDesktop() *personalDesktop {
	s.t.Helper()
	settings := filepath.Join(s.folder, "xfce4", "xfconf", "xfce-perchannel-xml")
	must(s.t, os.MkdirAll(settings, 0o700))
	must(s.t, os.CopyFS(settings, os.DirFS(filepath.Join("testdata", "panel"))))
	s.bus = s.messageBus()
	bus, err := dbus.Connect(s.bus)
	must(s.t, err)
	s.t.Cleanup(func() { _ = bus.Close() })
	d := &personalDesktop{screen: s, bus: bus, news: make(chan string, 16)}
	must(s.t, bus.Export(listener(d.news), "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	_, err = bus.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue)
	must(s.t, err)
	panel := s.tool("xfce4-panel", "--disable-wm-check")
	panel.Env = s.environment()
	s.serve(panel)
	return d
}

// messageBus starts a bus of this screen's own, and returns its address.
func (s *screen) messageBus() string {
	s.t.Helper()
	read, write, err := os.Pipe()
	must(s.t, err)
	daemon := exec.CommandContext(context.WithoutCancel(s.t.Context()), "dbus-daemon", "--session", "--nofork", "--print-address=3")
	daemon.Env, daemon.ExtraFiles = s.environment(), []*os.File{write}
	s.serve(daemon)
	_ = write.Close()
	address, err := bufio.NewReader(read).ReadString('\n')
	must(s.t, err)
	return strings.TrimSpace(address)
}

// serve runs a program of the desktop until the test ends.
func (s *screen) serve(program *exec.Cmd) {
	s.t.Helper()
	if err := program.Start(); err != nil {
		s.t.Fatalf("%v; install the packages dbus and xfce4-panel", err)
	}
	s.t.Cleanup(func() { _ = program.Process.Kill(); _ = program.Wait() })
}

// listener takes notifications.
type listener chan string

func (l listener) Notify(_ string, _ uint32, _, summary, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	l <- summary + ": " + body
	return 1, nil
}

// find waits until the icon is on the panel.
func (d *personalDesktop) find() {
	d.t.Helper()
	watcher := d.bus.Object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
	var items []string
	d.until("an icon is on the panel", func() bool {
		return watcher.StoreProperty("org.kde.StatusNotifierWatcher.RegisteredStatusNotifierItems", &items) == nil && len(items) == 1
	})
	name, path, _ := strings.Cut(items[0], "/")
	d.icon, d.menu = d.bus.Object(name, dbus.ObjectPath("/"+path)), d.bus.Object(name, dbus.ObjectPath("/"+path+"/menu"))
}

// lines are the words of the menu, and what each is called on the bus.
func (d *personalDesktop) lines() (words []string, ids map[string]int32) {
	d.t.Helper()
	type line struct {
		ID         int32
		Properties map[string]dbus.Variant
		Lines      []dbus.Variant
	}
	var revision uint32
	var menu line
	must(d.t, d.menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &menu))
	ids = map[string]int32{}
	for _, v := range menu.Lines {
		var l line
		must(d.t, dbus.Store([]any{v.Value()}, &l))
		if label, ok := l.Properties["label"].Value().(string); ok {
			words = append(words, label)
			ids[label] = l.ID
		}
	}
	return words, ids
}

// offers waits until these are the lines of the menu.
func (d *personalDesktop) offers(wanted ...string) {
	d.t.Helper()
	d.until("the menu offers "+strings.Join(wanted, ", "), func() bool {
		words, _ := d.lines()
		return slices.Equal(words, wanted)
	})
}

// choose clicks on a line of the menu.
func (d *personalDesktop) choose(words string) {
	d.t.Helper()
	_, ids := d.lines()
	id, ok := ids[words]
	if !ok {
		d.t.Fatalf("the menu does not offer %q", words)
	}
	must(d.t, d.menu.Call("com.canonical.dbusmenu.Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0)).Err)
}

// tap clicks on the icon itself.
func (d *personalDesktop) tap() {
	d.t.Helper()
	must(d.t, d.icon.Call("org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err)
}

// lookAway puts the panel in front.
func (d *personalDesktop) lookAway() {
	d.t.Helper()
	must(d.t, d.tool("xdotool", "search", "--sync", "--onlyvisible", "--limit", "1", "--class", "xfce4-panel", "windowfocus", "--sync").Run())
}

// inFront reports whether the window has the keyboard.
func (d *personalDesktop) inFront() bool {
	name, err := d.tool("xdotool", "getwindowfocus", "getwindowname").Output()
	return err == nil && string(bytes.TrimSpace(name)) == "Souspli"
}

// told waits until the desktop was told these sentences, and nothing else.
func (d *personalDesktop) told(sentences ...string) {
	d.t.Helper()
	timeout := time.After(patience)
	for len(sentences) > 0 {
		select {
		case news := <-d.news:
			i := slices.Index(sentences, news)
			if i < 0 {
				d.t.Fatalf("the desktop was told %q instead of %q", news, sentences)
			}
			sentences = slices.Delete(sentences, i, i+1)
		case <-timeout:
			d.t.Fatalf("the desktop was never told %q", sentences)
		}
	}
}
