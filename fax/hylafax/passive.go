package hylafax

import (
	"net/netip"
	"strconv"
	"strings"
)

// passiveTarget reads the answer to PASV, 227 ... (h1,h2,h3,h4,p1,p2), and to EPSV, 229 ... (|||port|).
// The address must be the server's own: data never goes to a third machine.
func passiveTarget(answer reply, server netip.Addr) (netip.AddrPort, error) {
	_, rest, open := strings.Cut(answer.text, "(")
	inside, _, closed := strings.Cut(rest, ")")
	if !open || !closed {
		return netip.AddrPort{}, errAnswer
	}
	if answer.code == 229 {
		return extendedTarget(inside, server)
	}
	numbers := strings.Split(inside, ",")
	if len(numbers) != 6 {
		return netip.AddrPort{}, errAnswer
	}
	var octets [6]byte
	for i, number := range numbers {
		value, err := strconv.ParseUint(number, 10, 8)
		if err != nil {
			return netip.AddrPort{}, errAnswer
		}
		octets[i] = byte(value)
	}
	if netip.AddrFrom4([4]byte(octets[:4])) != server.Unmap() {
		return netip.AddrPort{}, errElsewhere
	}
	return target(server, uint16(octets[4])<<8|uint16(octets[5]))
}

func extendedTarget(inside string, server netip.Addr) (netip.AddrPort, error) {
	number, ok := strings.CutPrefix(inside, "|||")
	number, closed := strings.CutSuffix(number, "|")
	port, err := strconv.ParseUint(number, 10, 16)
	if !ok || !closed || err != nil {
		return netip.AddrPort{}, errAnswer
	}
	return target(server, uint16(port))
}

func target(server netip.Addr, port uint16) (netip.AddrPort, error) {
	if port == 0 {
		return netip.AddrPort{}, errAnswer
	}
	return netip.AddrPortFrom(server, port), nil
}
