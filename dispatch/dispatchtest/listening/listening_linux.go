// Package listening tells where a running program can be reached from: its sockets that wait for others, and those of
// the programs that it started.
//
// Promise: every TCP socket in the state LISTEN and every UDP socket that is bound and speaks to nobody is found, of
// IPv4 and IPv6. Failure policy: what cannot be read is an error, never "none".
package listening

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Sockets are the addresses at which a program and its descendants listen, sorted.
func Sockets(process int) ([]netip.AddrPort, error) {
	owned := map[string]bool{}
	for _, id := range family(process) {
		if err := collect(id, owned); err != nil {
			return nil, err
		}
	}
	var all []netip.AddrPort
	for _, table := range []struct{ name, state string }{{"tcp", "0A"}, {"tcp6", "0A"}, {"udp", "07"}, {"udp6", "07"}} {
		found, err := waiting(filepath.Join("/proc", strconv.Itoa(process), "net", table.name), table.state, owned)
		if errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(table.name, "6") { // a system without IPv6
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, netip.AddrPort.Compare)
	return all, nil
}

// collect adds the inodes of a program's sockets.
func collect(process int, owned map[string]bool) error {
	folder := filepath.Join("/proc", strconv.Itoa(process), "fd")
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		to, err := os.Readlink(filepath.Join(folder, e.Name()))
		if inode, found := strings.CutPrefix(to, "socket:["); err == nil && found {
			owned[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return nil
}

// waiting reads a table of the kernel: the second word of a line is the own address, the fourth the state, the tenth
// the inode (proc_net_tcp(5)).
func waiting(path, state string, owned map[string]bool) ([]netip.AddrPort, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var found []netip.AddrPort
	for line := range strings.Lines(string(content)) {
		f := strings.Fields(line)
		if len(f) < 10 || f[3] != state || !owned[f[9]] {
			continue
		}
		at, err := address(f[1])
		if err != nil {
			return nil, err
		}
		found = append(found, at)
	}
	return found, nil
}

// address reads what the kernel writes: words of four bytes as they stand in memory, a colon and the port.
func address(text string) (netip.AddrPort, error) {
	number, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(number)
	at, errPort := strconv.ParseUint(port, 16, 16)
	if err = errors.Join(err, errPort); err != nil {
		return netip.AddrPort{}, err
	}
	var ordered []byte
	for words := raw; len(words) >= 4; words = words[4:] {
		ordered = binary.BigEndian.AppendUint32(ordered, binary.NativeEndian.Uint32(words))
	}
	ip, ok := netip.AddrFromSlice(ordered)
	if !ok {
		return netip.AddrPort{}, fmt.Errorf("no address: %q", text)
	}
	return netip.AddrPortFrom(ip.Unmap(), uint16(at)), nil
}

// family is a program and its descendants.
func family(process int) []int {
	all := []int{process}
	for i := 0; i < len(all); i++ {
		lists, _ := filepath.Glob(filepath.Join("/proc", strconv.Itoa(all[i]), "task", "*", "children"))
		for _, list := range lists {
			content, _ := os.ReadFile(list)
			for child := range strings.FieldsSeq(string(content)) {
				if id, err := strconv.Atoi(child); err == nil {
					all = append(all, id)
				}
			}
		}
	}
	return all
}
