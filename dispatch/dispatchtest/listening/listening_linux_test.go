package listening_test

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest/listening"
)

// TestSockets opens what must be found, and sees it go.
func TestSockets(t *testing.T) {
	var open []netip.AddrPort
	var listeners []interface{ Close() error }
	for _, at := range []string{"127.0.0.1:0", "0.0.0.0:0"} {
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp4", at)
		if err != nil {
			t.Fatal(err)
		}
		listeners, open = append(listeners, l), append(open, l.Addr().(*net.TCPAddr).AddrPort())
	}
	packets, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listeners, open = append(listeners, packets), append(open, packets.LocalAddr().(*net.UDPAddr).AddrPort())
	found := sockets(t)
	for _, at := range open {
		if !slices.Contains(found, at) {
			t.Errorf("%v is not among %v", at, found)
		}
	}
	for _, l := range listeners {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if left := sockets(t); len(left) > 0 {
		t.Errorf("still: %v", left)
	}
}

func sockets(t *testing.T) []netip.AddrPort {
	t.Helper()
	found, err := listening.Sockets(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAProgramThatIsGone(t *testing.T) {
	if found, err := listening.Sockets(1 << 30); err == nil {
		t.Errorf("it listens at %v", found)
	}
}
