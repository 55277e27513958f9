package networkdrill_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/directory/directorytest"
)

// listed is how many people the directory of the drill has.
const listed = 12

// TestDirectoryFaults reads a real directory through every fault. What is read is the whole of it, or an error that a
// sentence explains: from half a directory, somebody would seem to have left it.
func TestDirectoryFaults(t *testing.T) {
	t.Parallel()
	var people string
	for n := range listed {
		people += directorytest.Person(fmt.Sprintf("Essai Personne%d", n), fmt.Sprintf("personne%d@example.org", n))
	}
	server, stop := directorytest.Start(t, people)
	t.Cleanup(stop)
	h := newHome(t)
	whole := newLine(t, server.Plain, nil)
	if n, err := h.readDirectory(server, "whole", "ldap://"+whole.address()); n != listed || err != nil {
		t.Fatalf("%d people by a whole line: %v", n, err)
	}
	all := slices.Concat(onTheWay(), broken(whole.conversation()), []fault{{row: "a captive portal", arm: astray(captive(t))}})
	var reading sync.WaitGroup
	for i, f := range all {
		reading.Go(func() { tryDirectory(h, server, f, fmt.Sprintf("line %d", i)) })
	}
	for row, certificate := range badCertificates(server.CA) {
		address := serveWeb(t, certificate, nil)
		reading.Go(func() {
			n, err := h.readDirectory(server, row, "ldaps://"+address)
			h.wantExplained(row, n, err)
			if err == nil {
				t.Errorf("%s: was trusted", row)
			}
		})
	}
	reading.Wait()
}

// tryDirectory reads through a fault, and again when it has passed.
func tryDirectory(h *home, server directorytest.Server, f fault, account string) {
	l := newLine(h.t, server.Plain, nil)
	f.arm(l)
	n, err := h.readDirectory(server, account, "ldap://"+l.address())
	h.wantExplained(f.row+" "+f.where, n, err)
	l.lift()
	shown, err := h.Desk.PreviewImport(h.t.Context(), desk.ImportFrom{Account: account})
	if err != nil || len(shown.Rows) != listed {
		h.t.Errorf("after %s %s: %d people, %v", f.row, f.where, len(shown.Rows), err)
	}
}

// wantExplained holds what was read to all or nothing.
func (h *home) wantExplained(where string, n int, err error) {
	switch {
	case err == nil && n != listed:
		h.t.Errorf("%s: %d people pass for all %d", where, n, listed)
	case err != nil && !said(dispatch.CodeOf(err)):
		h.t.Errorf("%s: no sentence explains %v", where, err)
	}
}

// readDirectory adds an account at an address, and counts whom its directory lists.
func (h *home) readDirectory(server directorytest.Server, account, address string) (int, error) {
	_, err := h.Desk.AddAccount(h.t.Context(), dispatch.Account{
		Name: account, Provider: desk.LDAPProvider, URL: address, User: directorytest.Manager, TrustedCA: server.CA.PEM,
		Settings: map[string]string{"base": directorytest.People},
	}, []byte(directorytest.Password), false)
	if err != nil {
		return 0, err
	}
	shown, err := h.Desk.PreviewImport(h.t.Context(), desk.ImportFrom{Account: account})
	return len(shown.Rows), err
}
