package sftp_test

import (
	"bytes"
	"crypto/rand"
	"net"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

const otherFingerprint = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func TestHostKeyIsPinned(t *testing.T) {
	t.Parallel()
	server := portaltest.StartSSHD(t)
	url, _ := server.Folder(t)
	config := func(url, pinned string) sftp.Config {
		return sftp.Config{URL: url, User: server.User, Secret: server.Secret, HostKey: pinned}
	}
	fingerprint, err := newChannel(t, config(url, "")).HostKey(t.Context())
	if err != nil || !strings.HasPrefix(fingerprint, "SHA256:") {
		t.Fatalf("%q: %v", fingerprint, err)
	}
	for _, c := range []struct{ name, pinned, code, detail string }{
		{"by its fingerprint", fingerprint, "", ""},
		{"by the whole key", server.HostKey, "", ""},
		{"by the line of known_hosts", "lab.example " + server.HostKey, "", ""},
		{"not yet: the fingerprint is told", "", "sftp_host_key_missing", fingerprint},
		{"another fingerprint: the new one is told", otherFingerprint, "sftp_host_key_changed", fingerprint},
		{"another key", publicLine(t), "sftp_host_key_changed", fingerprint},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url, dir := server.Folder(t)
			channel := newChannel(t, config(url, c.pinned))
			err := channel.Test(t.Context())
			if dispatch.CodeOf(err) != c.code {
				t.Fatalf("tried: %v", err)
			}
			if failure := dispatch.FailureOf(err); failure != nil && failure.Detail != c.detail {
				t.Errorf("it tells %q, want %q", failure.Detail, c.detail)
			}
			parcel := sampleParcel(t)
			_, err = channel.Send(t.Context(), parcel, nil)
			if dispatch.CodeOf(err) != c.code || err != nil && (dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.RetryOf(err)) {
				t.Errorf("sent: %v", err)
			}
			if n := whole(t, dir, parcel); (n == 1) != (c.code == "") {
				t.Errorf("%d deposits", n)
			}
		})
	}
}

func publicLine(t *testing.T) string {
	t.Helper()
	_, line, err := sftp.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// TestOwnKey: the public line of a key that was made here opens the server to its secret.
func TestOwnKey(t *testing.T) {
	t.Parallel()
	secret, public, err := sftp.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := sftp.PublicKey(secret); err != nil || again != public {
		t.Errorf("the public line is %q, then %q: %v", public, again, err)
	}
	server := portaltest.StartSSHD(t)
	url, _ := server.Folder(t)
	channel := newChannel(t, sftp.Config{URL: url, User: server.User, Secret: secret, HostKey: server.HostKey})
	if err := channel.Test(t.Context()); dispatch.CodeOf(err) != "portal_auth_failed" || dispatch.KindOf(err) != dispatch.KindCredentials {
		t.Errorf("before the server knows the key: %v", err)
	}
	server.Authorise(t, public)
	if err := channel.Test(t.Context()); err != nil {
		t.Errorf("after: %v", err)
	}
}

// TestPasswordAsAQuestion: many servers ask for a password as a hidden question, and no other way.
func TestPasswordAsAQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		questions []string
		shown     []bool
		code      string // not auth_failed: signed in
	}{
		{"a hidden question", []string{"Password: "}, []bool{false}, "sftp_not_sftp"},
		{"one that is shown is not answered", []string{"Name: "}, []bool{true}, "portal_auth_failed"},
		{"nor are two", []string{"Password: ", "Code: "}, []bool{false, false}, "portal_auth_failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address, hostKey := askingServer(t, c.questions, c.shown)
			channel := newChannel(t, sftp.Config{URL: "sftp://" + address, User: "u", Secret: []byte("pw"), HostKey: hostKey})
			if err := channel.Test(t.Context()); dispatch.CodeOf(err) != c.code {
				t.Errorf("%v", err)
			}
		})
	}
}

// askingServer is an SSH server without SFTP that asks questions and lets in who answers pw to the first.
func askingServer(t *testing.T, questions []string, shown []bool) (address, hostKey string) {
	t.Helper()
	secret, _, err := sftp.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.ParsePrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{KeyboardInteractiveCallback: func(
		_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge,
	) (*ssh.Permissions, error) {
		answers, err := ask("", "", questions, shown)
		if err != nil || len(answers) == 0 || answers[0] != "pw" {
			return nil, net.ErrClosed
		}
		return &ssh.Permissions{}, nil
	}}
	config.AddHostKey(signer)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, channels, requests, err := ssh.NewServerConn(conn, config)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(requests)
		for wanted := range channels {
			_ = wanted.Reject(ssh.Prohibited, "")
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	return listener.Addr().String(), string(ssh.MarshalAuthorizedKey(signer.PublicKey()))
}

func TestConfigRefused(t *testing.T) {
	t.Parallel()
	good := sftp.Config{URL: "sftp://lab.example/drop", User: "u", Secret: []byte("pw"), HostKey: otherFingerprint}
	with := func(change func(*sftp.Config)) sftp.Config {
		c := good
		change(&c)
		return c
	}
	for _, c := range []struct {
		name   string
		config sftp.Config
		code   string
	}{
		{"as it should be", good, ""},
		{"with a port, in one's own folder", with(func(c *sftp.Config) { c.URL = "sftp://lab.example:2222/~/drop" }), ""},
		{"no host key yet", with(func(c *sftp.Config) { c.HostKey = "" }), ""},
		{"another scheme", with(func(c *sftp.Config) { c.URL = "ftp://lab.example/" }), "sftp_url_invalid"},
		{"a password in the address", with(func(c *sftp.Config) { c.URL = "sftp://u:pw@lab.example/" }), "sftp_url_invalid"},
		{"no host", with(func(c *sftp.Config) { c.URL = "sftp:///drop" }), "sftp_url_invalid"},
		{"a query", with(func(c *sftp.Config) { c.URL = "sftp://lab.example/?a=b" }), "sftp_url_invalid"},
		{"a line break in the folder", with(func(c *sftp.Config) { c.URL = "sftp://lab.example/a%0Ab" }), "sftp_url_invalid"},
		{"no user", with(func(c *sftp.Config) { c.User = "" }), "sftp_secret_missing"},
		{"no secret", with(func(c *sftp.Config) { c.Secret = nil }), "sftp_secret_missing"},
		{"a broken key", with(func(c *sftp.Config) { c.Secret = []byte("-----BEGIN OPENSSH PRIVATE KEY-----\n") }), "sftp_key_unreadable"},
		{"a short fingerprint", with(func(c *sftp.Config) { c.HostKey = "SHA256:AAAA" }), "sftp_host_key_invalid"},
		{"an MD5 fingerprint", with(func(c *sftp.Config) { c.HostKey = "MD5:aa:bb" }), "sftp_host_key_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := sftp.New(c.config)
			if dispatch.CodeOf(err) != c.code || err != nil && dispatch.KindOf(err) != dispatch.KindInvalid {
				t.Errorf("%v", err)
			}
		})
	}
}

// FuzzConfig: whatever is typed into an account is refused or kept, and nothing of it stands in an error.
func FuzzConfig(f *testing.F) {
	f.Add("sftp://lab.example/drop", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", []byte("password"))
	f.Add("sftp://[::1]:22/~", "lab.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEGJ", []byte("-----BEGIN OPENSSH PRIVATE KEY-----"))
	f.Fuzz(func(t *testing.T, url, hostKey string, secret []byte) {
		_, err := sftp.New(sftp.Config{URL: url, User: "u", Secret: secret, HostKey: hostKey})
		if err == nil {
			return
		}
		if dispatch.KindOf(err) != dispatch.KindInvalid || dispatch.CertaintyOf(err) != dispatch.Unsent {
			t.Errorf("%v", err)
		}
		if len(secret) > 8 && bytes.Contains([]byte(err.Error()), secret) || len(url) > 8 && strings.Contains(err.Error(), url) {
			t.Error("an error holds what was typed")
		}
	})
}
