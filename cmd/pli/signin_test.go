package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/oauth/oauthtest"
)

// microsoftHome has an account that signs in at a provider that others wrote.
func microsoftHome(t *testing.T, accept func(user, token string) error) (realHome, *oauthtest.Peer, *emailtest.OAuthMail) {
	t.Helper()
	h, ca := newRealHome(t), dispatchtest.NewCA(t)
	peer, server := oauthtest.Start(t, ca), emailtest.StartOAuthMail(t, ca, accept)
	h.pli("account", "add", "smtp", "mail", "--provider", "microsoft365", "--url", server.URL, "--from", oauthtest.Who,
		"--set", "tenant="+oauthtest.Tenant, "--set", "client_id="+oauthtest.Client, "--set", "authority="+peer.Authority,
		"--approved", "--ca", h.file("ca.pem", string(ca.PEM)))
	return h, peer, server
}

// signIn runs pli with a browser that behaves as visit does.
func (h realHome) signIn(visit browse, args ...string) (code int, out, complaint string) {
	h.t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(h.t.Context(), slices.Concat(h.global, args), terminal{
		in: strings.NewReader(""), out: &stdout, err: &stderr, env: func(string) string { return "" },
		now: time.Now, random: rand.Reader, browse: visit,
	})
	return code, stdout.String(), stderr.String()
}

// TestMicrosoftSignIn signs in once and sends, and of several programs that renew the sign-in at the same time
// none loses it: the provider ends one whose refresh token is used twice.
func TestMicrosoftSignIn(t *testing.T) {
	t.Parallel()
	h, peer, server := microsoftHome(t, func(user, token string) error {
		if user != oauthtest.Who || token == "" {
			return emailtest.TokenRefused()
		}
		return nil
	})
	code, _, complaint := h.signIn(nil, "account", "test", "mail")
	if code != exitCredentials || !strings.Contains(complaint, "not signed in yet") {
		t.Fatalf("%d %s", code, complaint)
	}
	visited := make(chan error, 1)
	code, out, complaint := h.signIn(func(_ context.Context, page string) error {
		go func() {
			_, err := peer.Visit(t.Context(), page)
			visited <- err
		}()
		return nil
	}, "--json", "account", "signin", "mail")
	if err := <-visited; code != exitDone || err != nil {
		t.Fatalf("%d %v %s", code, err, complaint)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var page, account map[string]any
	if len(lines) != 2 || json.Unmarshal([]byte(lines[0]), &page) != nil || json.Unmarshal([]byte(lines[1]), &account) != nil {
		t.Fatal(out)
	}
	if !strings.HasPrefix(page["url"].(string), peer.Authority) || account["user"] != oauthtest.Who || strings.Contains(out, "refresh") {
		t.Error(out)
	}
	h.renewAtOnce(4)
	h.pli("recipient", "add", "--name", "Dre Roy", "--class", "external_partner", "--email", "dre.roy@example.org")
	sent := h.send("--to", "Dre Roy", "--kind", "consult_report", "--channel", "email_encrypted", "--form", "locked_pdf",
		"--wait", h.file("letter.pdf", string(onePage("Rapport"))))
	if sent.State != "accepted" || len(server.Received()) != 1 {
		t.Errorf("%s, %d received", sent.State, len(server.Received()))
	}
}

// renewAtOnce has so many programs use the account at the same time.
func (h realHome) renewAtOnce(programs int) {
	h.t.Helper()
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	var renewing sync.WaitGroup
	for range programs {
		renewing.Go(func() {
			command := exec.CommandContext(h.t.Context(), self)
			command.Args = slices.Concat([]string{"pli"}, h.global, []string{"account", "test", "mail"})
			if out, err := command.CombinedOutput(); err != nil {
				h.t.Errorf("%v: %s", err, out)
			}
		})
	}
	renewing.Wait()
}

func TestSignInThatNobodyShows(t *testing.T) {
	t.Parallel()
	h, peer, _ := microsoftHome(t, nil)
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"without a browser, in words":     {nil, []string{peer.Authority, "http%3A%2F%2Flocalhost%3A", "Open the page shown yourself"}},
		"without being asked to open one": {[]string{"--no-browser"}, []string{peer.Authority, "Souspli waits here"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var stdout, stderr bytes.Buffer
			done := &until{Buffer: &stdout, word: "waits here", reached: cancel}
			code := run(ctx, slices.Concat(h.global, []string{"account", "signin", "mail"}, c.args), terminal{
				in: strings.NewReader(""), out: done, err: &stderr, env: func(string) string { return "" },
				now: time.Now, random: rand.Reader,
				browse: func(context.Context, string) error { return errors.New("no browser") },
			})
			for _, want := range c.says {
				if !strings.Contains(stdout.String()+stderr.String(), want) {
					t.Errorf("%q is not in\n%s%s", want, stdout.String(), stderr.String())
				}
			}
			if code != exitCredentials {
				t.Errorf("exit %d", code)
			}
		})
	}
}

// until calls reached once a word was written.
type until struct {
	*bytes.Buffer
	word    string
	reached func()
}

// Write looks for the word.
func (u *until) Write(p []byte) (int, error) {
	n, err := u.Buffer.Write(p)
	if strings.Contains(u.String(), u.word) {
		u.reached()
	}
	return n, err
}
