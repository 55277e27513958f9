//go:build linux

package main

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

func TestMain(m *testing.M) {
	if app.IsReader(os.Args) || isMonitor(os.Args) {
		main()
		return
	}
	if os.Getenv(asProgram) != "" {
		beSeen()
		main()
		return
	}
	if home := os.Getenv(asCrasher); home != "" {
		crasher(home)
	}
	os.Exit(m.Run())
}

// TestWindow sends a prescription to a pharmacy with the keyboard alone, in both languages, and finds it
// delivered.
func TestWindow(t *testing.T) {
	for _, language := range []string{"fr", "en"} {
		t.Run(language, func(t *testing.T) {
			config := app.Config{Home: filepath.Join(t.TempDir(), "home")}
			_, err := app.Init(t.Context(), config, app.InitOptions{Practice: true})
			must(t, err)
			s := newScreen(t)
			program := s.start("--home", config.Home, "--lang", language,
				filepath.Join(config.Home+".practice", "documents", "ordonnance.pdf"))

			s.until("the document is read and shown", func() bool { return s.ink(preview) > 300 })
			empty := s.still()
			words := wording.For(wording.Language(language))
			s.write("beaub")
			s.reads("Pharmacie Beaubien")
			s.press("Return")
			s.reads(words.Text("ui_authorised_question"))
			s.press("Tab", "space")
			s.reads(words.Text("ui_authorisation"))
			s.write("consent 7")
			s.press("Tab", "space")
			if bytes.Equal(s.look().pixels, empty.pixels) {
				t.Fatal("the keyboard changes nothing")
			}
			s.keep("suggestion")
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

func deliveredTo(t *testing.T, home *app.App, name string) bool {
	t.Helper()
	page, err := home.Desk.Search(t.Context(), dispatch.Filter{})
	must(t, err)
	return len(page.Dispatches) == 1 && page.Dispatches[0].State == dispatch.Delivered && page.Dispatches[0].Recipient.Name == name
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
	if bytes.Equal(s.look().pixels, before.pixels) {
		t.Error("the passphrase opens nothing")
	}
	must(t, closeProgram(program))
}
