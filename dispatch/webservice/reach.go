package webservice

import (
	"errors"
	"net/netip"
	"net/url"
	"syscall"
)

// Reach is where an address may lead. It is judged when a connection is about to be made, after any name was
// resolved, so that a name cannot lead elsewhere than it did when somebody looked.
type Reach int

// From the widest to the narrowest.
const (
	Anywhere Reach = iota // the clinic typed the address
	Network               // a service that the clinic chose told it: not this machine, nor its own cable
	Internet              // a stranger told it: nothing that lies inside the clinic either
)

var errInternal = errors.New("an address inside the network")

// ToldBy is the reach of an address that a service told. Its own host is as good as it was.
func ToldBy(service, address string) Reach {
	own, err := url.Parse(service)
	other, otherErr := url.Parse(address)
	if err == nil && otherErr == nil && own.Hostname() == other.Hostname() {
		return Anywhere
	}
	return Network
}

// control refuses a connection to what is out of reach.
func (r Reach) control(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil || !r.allows(target.Addr()) {
		return errInternal
	}
	return nil
}

// allows reports whether an address is within reach, also where it stands inside another (RFC 6052, RFC 3056).
func (r Reach) allows(address netip.Addr) bool {
	if r == Anywhere {
		return true
	}
	address = embedded(address.Unmap().WithZone(""))
	if within(address, ownMachine) {
		return false
	}
	return r == Network || !within(address, insideNetworks)
}

// embedded is the IPv4 address that a translated IPv6 address leads to, or the address itself.
func embedded(address netip.Addr) netip.Addr {
	b := address.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(address):
		return netip.AddrFrom4([4]byte(b[12:]))
	case netip.MustParsePrefix("2002::/16").Contains(address):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return address
}

func within(address netip.Addr, list []string) bool {
	for _, prefix := range list {
		if netip.MustParsePrefix(prefix).Contains(address) {
			return true
		}
	}
	return false
}

// ownMachine are loopback, link-local (where clouds keep their secrets), unspecified and multicast addresses; and
// insideNetworks those of private and shared networks, and of documentation and measurement (IANA's registries of
// special-purpose addresses, RFC 6890).
var (
	ownMachine = []string{
		"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3",
		"::/128", "::1/128", "fe80::/10", "ff00::/8",
	}
	insideNetworks = []string{
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"fc00::/7", "fec0::/10", "64:ff9b:1::/48", "2001:db8::/32", "100::/64",
	}
)
