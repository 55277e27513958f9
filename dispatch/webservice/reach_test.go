package webservice_test

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// TestReach dials addresses that a stranger, or a service, told.
func TestReach(t *testing.T) {
	t.Parallel()
	machine := []string{
		"127.0.0.1", "127.9.9.9", "localhost", "[::1]", "169.254.169.254", "0.0.0.0", "[::]", "[fe80::1]",
		"[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255",
	}
	inside := []string{"10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]", "[::ffff:10.0.0.1]", "198.18.0.1"}
	for _, c := range []struct {
		name      string
		reach     webservice.Reach
		addresses []string
	}{
		{"told by a stranger", webservice.Internet, append(inside, machine...)},
		{"told by a service", webservice.Network, machine},
	} {
		for _, address := range c.addresses {
			t.Run(c.name+": "+address, func(t *testing.T) {
				t.Parallel()
				client := connect(t, webservice.Config{Base: "https://" + address + ":9", Family: "portal", Reach: c.reach})
				_, err := client.Do(t.Context(), webservice.Request{Body: webservice.Text("a/b", secret)})
				if dispatch.CodeOf(err) != "portal_internal_address" || dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.RetryOf(err) {
					t.Errorf("%v", err)
				}
				if err != nil && strings.Contains(err.Error(), strings.Trim(address, "[]")) {
					t.Errorf("names the address: %v", err)
				}
			})
		}
	}
}

func TestToldBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		service, address string
		want             webservice.Reach
	}{
		{"https://portal.example/a", "https://portal.example:8443/b", webservice.Anywhere},
		{"https://127.0.0.1:1/", "https://127.0.0.1:2/", webservice.Anywhere},
		{"https://portal.example", "https://127.0.0.1/", webservice.Network},
		{"https://portal.example", "https://portal.example.elsewhere.example/", webservice.Network},
		{"https://portal.example", ":", webservice.Network},
	} {
		if got := webservice.ToldBy(c.service, c.address); got != c.want {
			t.Errorf("%s told %s: %v", c.service, c.address, got)
		}
	}
}
