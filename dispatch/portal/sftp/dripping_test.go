package sftp_test

import (
	"net"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

// TestDrippingServer: a server that says a byte now and then, and never comes to the point, ends by our patience too.
func TestDrippingServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go drip(listener)
	channel := newChannel(t, sftp.Config{
		URL: "sftp://" + listener.Addr().String() + "/drop", User: portaltest.User, Secret: []byte("s3cret-violette"),
		Patience: 300 * time.Millisecond,
	})
	err = channel.Test(t.Context())
	if dispatch.CodeOf(err) != "portal_stalled" || !dispatch.RetryOf(err) {
		t.Errorf("%v", err)
	}
}

// drip says 'x' every 10 ms, and hangs up.
func drip(listener net.Listener) {
	conn, err := listener.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		<-tick.C
		if _, err := conn.Write([]byte("x")); err != nil {
			return
		}
	}
}
