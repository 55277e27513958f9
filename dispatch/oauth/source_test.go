package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// counting is a service that replaces the refresh token each time, and counts.
func counting(t *testing.T) (service, *atomic.Int32) {
	var n atomic.Int32
	return startService(t, func(w http.ResponseWriter, r *http.Request) {
		if used, want := r.FormValue("refresh_token"), fmt.Sprint(n.Load()); used != want {
			t.Errorf("refreshed with %q, want %q", used, want)
		}
		answerJSON(w, http.StatusOK, goodTokens(fmt.Sprint(n.Add(1))))
	}), &n
}

func TestWhoeverAsksMeanwhileGetsTheSameToken(t *testing.T) {
	t.Parallel()
	server, n := counting(t)
	kept := newKeeper(oauth.Grant{Refresh: "0"})
	release, err := kept.Hold(t.Context()) // until all of them wait
	if err != nil {
		t.Fatal(err)
	}
	source := oauth.NewSource(newClient(t, server.settings(t)), kept)
	var asking, asked sync.WaitGroup
	for range 10 {
		asked.Add(1)
		asking.Go(func() {
			asked.Done()
			token, err := source.Token(t.Context(), smtpScope)
			if err != nil || token.Bearer() != "access-1" {
				t.Errorf("%q, %v", token.Bearer(), err)
			}
		})
	}
	asked.Wait()
	release()
	asking.Wait()
	if n.Load() != 1 || kept.saved != 1 || kept.grant.Refresh != "1" {
		t.Errorf("%d refreshes, kept %d times", n.Load(), kept.saved)
	}
	token, err := source.Token(t.Context(), smtpScope)
	if err != nil || token.Bearer() != "access-1" {
		t.Errorf("the token in memory: %v", err)
	}
	source.Forget(token)
	if token, err = source.Token(t.Context(), smtpScope); err != nil || token.Bearer() != "access-2" {
		t.Errorf("after it was refused: %v", err)
	}
	if token, err = source.Token(t.Context(), "another"); err != nil || token.Bearer() != "access-3" {
		t.Errorf("for another service: %v", err)
	}
}

// TestTokenIsReplacedBeforeItEnds moves the clock.
func TestTokenIsReplacedBeforeItEnds(t *testing.T) {
	t.Parallel()
	server, n := counting(t)
	config := server.settings(t)
	moving := &hurried{now: time.Now()}
	config.Clock = moving
	source := oauth.NewSource(newClient(t, config), newKeeper(oauth.Grant{Refresh: "0"}))
	for _, step := range []struct {
		passes time.Duration
		want   int32
	}{{0, 1}, {57 * time.Minute, 1}, {2 * time.Minute, 2}} {
		moving.After(step.passes)
		if _, err := source.Token(t.Context(), smtpScope); err != nil || n.Load() != step.want {
			t.Errorf("after %v: %d refreshes, %v", step.passes, n.Load(), err)
		}
	}
}

func TestTokenOfAGrantThatWasNotKeptIsNotUsed(t *testing.T) {
	t.Parallel()
	server, _ := counting(t)
	kept := newKeeper(oauth.Grant{Refresh: "0"})
	kept.failed = &dispatch.Error{Op: "store", Kind: dispatch.KindStorage, Code: "store_full"}
	source := oauth.NewSource(newClient(t, server.settings(t)), kept)
	if token, err := source.Token(t.Context(), smtpScope); token.Bearer() != "" || dispatch.CodeOf(err) != "store_full" {
		t.Errorf("%v", err)
	}
}

// TestSigningInAnewWins keeps the grant of who signed in while another was refreshed.
func TestSigningInAnewWins(t *testing.T) {
	t.Parallel()
	var kept *keeper
	server := startService(t, func(w http.ResponseWriter, _ *http.Request) {
		_ = kept.Save(context.Background(), oauth.Grant{Refresh: "anew"})
		answerJSON(w, http.StatusOK, goodTokens("late"))
	})
	kept = newKeeper(oauth.Grant{Refresh: "before"})
	if _, err := oauth.NewSource(newClient(t, server.settings(t)), kept).Token(t.Context(), smtpScope); err != nil || kept.grant.Refresh != "anew" {
		t.Errorf("kept %q, %v", kept.grant.Refresh, err)
	}
}

// TestGivingUpWaitingCutsNothingShort keeps what came after nobody waited any more.
func TestGivingUpWaitingCutsNothingShort(t *testing.T) {
	t.Parallel()
	arrived, goOn := make(chan struct{}), make(chan struct{})
	server := startService(t, func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-goOn
		answerJSON(w, http.StatusOK, goodTokens("after"))
	})
	kept := newKeeper(oauth.Grant{Refresh: "before"})
	source := oauth.NewSource(newClient(t, server.settings(t)), kept)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	_, err := source.Token(ctx, smtpScope)
	requireCode(t, err, "signin_interrupted")
	if !dispatch.RetryOf(err) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	close(goOn)
	source.Close()
	if kept.grant.Refresh != "after" {
		t.Errorf("kept %q", kept.grant.Refresh)
	}
}

func TestDeviceCode(t *testing.T) {
	t.Parallel()
	asked := func(changes ...string) map[string]any {
		answer := map[string]any{
			"device_code": "device", "user_code": "ABCD-EFGH", "verification_uri": "https://login.example/device",
			"expires_in": 900, "interval": 5,
		}
		for i := 0; i+1 < len(changes); i += 2 {
			answer[changes[i]] = changes[i+1]
		}
		return answer
	}
	pending, slow := said("authorization_pending"), said("slow_down")
	cases := map[string]struct {
		asked   any
		answers []any
		code    string
	}{
		"at once":                  {asked(), []any{goodTokens("r")}, ""},
		"after a while":            {asked(), []any{pending, slow, pending, goodTokens("r")}, ""},
		"declined":                 {asked(), []any{pending, map[string]any{"error": "authorization_declined"}}, "signin_denied"},
		"expired there":            {asked(), []any{map[string]any{"error": "expired_token"}}, "signin_code_expired"},
		"expired here":             {asked(), []any{pending}, "signin_code_expired"},
		"blocked by policy":        {asked(), []any{said("invalid_grant", 53003)}, "signin_conditional_access"},
		"not asked for":            {said("invalid_client", 7000218), nil, "signin_not_public_client"},
		"a page in clear":          {asked("verification_uri", "http://login.example"), nil, "signin_malformed_answer"},
		"a program for a page":     {asked("verification_uri", "file:///bin/sh"), nil, "signin_malformed_answer"},
		"a code that steers":       {asked("user_code", "\x1b[2J"), nil, "signin_malformed_answer"},
		"a code without end":       {asked("user_code", string(make([]byte, 100))), nil, "signin_malformed_answer"},
		"nothing to ask with":      {asked("device_code", ""), nil, "signin_malformed_answer"},
		"a page instead of a code": {"<html>", nil, "signin_malformed_answer"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			server := startService(t, func(w http.ResponseWriter, r *http.Request) {
				what := c.asked
				if r.FormValue("device_code") != "" {
					what = c.answers[min(int(n.Add(1)), len(c.answers))-1]
				}
				status := http.StatusOK
				if m, ok := what.(map[string]any); ok && m["error"] != nil {
					status = http.StatusBadRequest
				}
				answer(w, status, what)
			})
			config := server.settings(t)
			config.Clock = &hurried{now: time.Now()}
			grant, err := newClient(t, config).Device(t.Context(), func(page oauth.Page) error {
				if page.Code != "ABCD-EFGH" || page.URL != "https://login.example/device" {
					t.Errorf("shown %+v", page)
				}
				return nil
			})
			if c.code != "" {
				requireCode(t, err, c.code)
			} else if err != nil || grant.Refresh != "r" {
				t.Error(err)
			}
		})
	}
}

// FuzzGrant holds that nothing kept, whoever changed it, is taken for a grant without a refresh token.
func FuzzGrant(f *testing.F) {
	for _, seed := range []string{"", "{}", "hunter2", `{"refresh_token":"a"}`, `{"refresh_token":1}`, `{"refresh_token":"a","since":"x"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, secret []byte) {
		grant, err := oauth.ParseGrant(secret)
		if (err == nil) != (grant.Refresh != "") {
			t.Errorf("%v", err)
		}
		if err != nil {
			return
		}
		again, err := oauth.ParseGrant(grant.Marshal())
		if err != nil || again.Refresh != grant.Refresh || fmt.Sprintf("%v %+v %#v", grant, grant, grant) != "grant grant grant" {
			t.Errorf("%v", err)
		}
	})
}
