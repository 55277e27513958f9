// Package machinedrill spoils the computer under the whole program: its disk, its clock, its memory, its keyring, the
// programs beside it.
//
// Promise: it runs pli as people get it, in processes of its own, against a real server, and compares what that server
// holds with what the log says. Failure policy: what is lost, doubled, or wrongly called sent fails the test, and so
// does a home that no longer works once the fault is over.
package machinedrill
