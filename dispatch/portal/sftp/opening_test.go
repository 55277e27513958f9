package sftp_test

import (
	"crypto/rand"
	"net"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

// TestCutWhileSFTPOpens: a line that breaks after the login says nothing of whether the server serves SFTP. It is worth
// another attempt, while a server without SFTP is not.
func TestCutWhileSFTPOpens(t *testing.T) {
	t.Parallel()
	address, hostKey := leavingServer(t)
	channel := newChannel(t, sftp.Config{
		URL: "sftp://" + address, User: portaltest.User, Secret: []byte("s3cret-violette"), HostKey: hostKey,
	})
	_, err := channel.Send(t.Context(), sampleParcel(t), nil)
	if dispatch.CodeOf(err) != "portal_cut_off" || dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
		t.Errorf("%v", err)
	}
}

// leavingServer lets everybody in, and hangs up when it is asked for anything.
func leavingServer(t *testing.T) (address, hostKey string) {
	t.Helper()
	secret, line, err := sftp.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.ParsePrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
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
		<-channels
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	return listener.Addr().String(), line
}
