//go:build linux

package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"

	"golang.org/x/net/webdav"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// forgetfulPortal opens a real home whose portal loses what it should answer.
func (j *journey) forgetfulPortal(name string) {
	j.t.Helper()
	server := httptest.NewUnstartedServer(forgetful())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	j.t.Cleanup(server.Close)
	j.config = app.Config{Home: filepath.Join(j.t.TempDir(), "home"), Passphrase: "correct horse battery staple"}
	_, err := app.Init(j.t.Context(), j.config, app.InitOptions{Vault: app.PassphraseVault})
	must(j.t, err)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	j.home(func(home *app.App) {
		must(j.t, home.Desk.SaveSender(j.t.Context(), dispatch.Sender{Organisation: "Clinique X", Phone: "+15145550100", Role: dispatch.Clerk, Language: "fr"}))
		_, err := home.Desk.AddAccount(j.t.Context(), dispatch.Account{
			Name: "portail", Channel: dispatch.Portal, Provider: "webdav", URL: server.URL + "/", User: "u", TrustedCA: authority,
		}, []byte("s3cret-violette"), true)
		must(j.t, err)
		_, err = home.Desk.SaveRecipient(j.t.Context(), dispatch.Recipient{
			Name: name, Class: dispatch.Patient, PortalAvailable: dispatch.True, Phone: "+15145550155",
			Routes: []dispatch.Route{{Channel: dispatch.Portal, Address: "marc"}},
		})
		must(j.t, err)
	})
	inputs := j.t.TempDir() // the person's folder is searched for what the program left there
	passphrase, letter := filepath.Join(inputs, "passphrase.txt"), filepath.Join(inputs, "letter.txt")
	must(j.t, os.WriteFile(passphrase, []byte(j.config.Passphrase), 0o600))
	must(j.t, os.WriteFile(letter, []byte("Résumé de départ\nCongé à domicile, repos une semaine.\n"), 0o600))
	j.start("--home", j.config.Home, "--lang", string(j.texts.Language()), "--passphrase-file", passphrase, letter)
}

// forgetful answers nothing from the moment on when a deposit gets its name: it may stand there, or not.
func forgetful() http.Handler {
	var lost atomic.Bool
	files := &webdav.Handler{FileSystem: webdav.NewMemFS(), LockSystem: webdav.NewMemLS()}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "MOVE" {
			lost.Store(true)
		}
		if lost.Load() {
			panic(http.ErrAbortHandler)
		}
		files.ServeHTTP(w, r)
	})
}
