// Package practice runs the other side on this machine: a mail server, a fax machine and a portal that a
// practice home, a demonstration or a test sends to.
//
// Promise: they speak the real protocols, with real TLS and real passwords, to 127.0.0.1 only, and what
// they receive goes nowhere: it stays in their folders, to be looked at. Keys, certificates and
// passwords are drawn anew at each start and are kept in memory.
//
// Failure policy: a service that cannot start stops those that did. A script may make a service fail in
// a chosen way at a chosen moment; without one it only fails as its disk does. The services have no
// part in the rules: what they accept proves that something was sent, never that it was allowed.
package practice
