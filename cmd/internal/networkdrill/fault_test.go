package networkdrill_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"
)

// fault is what goes wrong on one line, and what may come of it.
type fault struct {
	row   string // of the table
	where string // within the row, for messages
	arm   func(*line)
	away  string // the address that the account has instead of the line's, until a person corrects it; empty: the line's
	final bool   // a person must act: the attempt fails at once, and says why
}

// faults are those of a service, whose conversation on a whole line took so many turns, of so many bytes each.
func faults(t testing.TB, s service, turns []int64) []fault {
	t.Helper()
	all := slices.Concat(onTheWay(), absences(t), broken(turns))
	switch s.speaks {
	case smtp:
		all = append(all, mailImpostors(t, s)...)
	case https:
		all = append(all, webImpostors(t, s)...)
	case ssh:
		all = append(all, fault{row: "another host key", final: true, arm: astray(otherSSH(t))})
	case plain:
	}
	return append(all, fault{row: "a captive portal answers everything in plain HTTP", final: s.speaks != smtp, arm: astray(captive(t))})
}

// onTheWay are the faults that toxiproxy makes.
func onTheWay() []fault {
	toxic := func(direction, kind string, attributes map[string]any) func(*line) {
		return func(l *line) { l.toxic(direction, kind, attributes) }
	}
	slowly := map[string]any{"average_size": 1, "size_variation": 0, "delay": 1_000_000}
	all := []fault{
		{row: "latency of 60 ms", arm: toxic("downstream", "latency", map[string]any{"latency": 60, "jitter": 20})},
		{row: "one byte a second, from the server", arm: toxic("downstream", "slicer", slowly)},
		{row: "one byte a second, to the server", arm: toxic("upstream", "slicer", slowly)},
		{row: "half-open: connects, and nothing comes back", arm: toxic("downstream", "timeout", map[string]any{"timeout": 0})},
		{row: "half-open: connects, and nothing arrives", arm: toxic("upstream", "timeout", map[string]any{"timeout": 0})},
		{row: "reset at the first byte", arm: toxic("downstream", "reset_peer", map[string]any{"timeout": 0})},
	}
	for _, n := range []int{1, 64, 512, 2048, 4096} {
		all = append(all, fault{
			row: "closed after byte 1, 64, 512, 2048, 4096 of the server", where: strconv.Itoa(n),
			arm: toxic("downstream", "limit_data", map[string]any{"bytes": n}),
		}, fault{
			row: "closed after byte 1, 64, 512, 2048, 4096 of ours", where: strconv.Itoa(n),
			arm: toxic("upstream", "limit_data", map[string]any{"bytes": n}),
		})
	}
	return all
}

// A black hole costs the program's whole patience: it opens at every third turn, and at each of the last, where an
// attempt is decided.
const patient, last = 3, 8

// broken are the faults at each turn of the conversation.
func broken(turns []int64) (all []fault) {
	at := func(row string, turn int, c cut) {
		c.turn = turn
		all = append(all, fault{row: row, where: "turn " + strconv.Itoa(turn), arm: func(l *line) { l.breakAt(c) }})
	}
	for i, size := range append([]int64{0}, turns...) {
		if i > 0 {
			at("reset in the middle of each request, and away", i, cut{after: size / 2})
			at("reset before the last byte of each request", i, cut{after: size - 1, once: true})
		}
		at("reset after each request, before its answer", i, cut{after: -1, once: true})
		at("reset after each request, before its answer, and away", i, cut{after: -1})
		if i%patient == 0 || i > len(turns)-last {
			at("black hole after the request", i, cut{after: -1, silent: true})
		}
	}
	return all
}

// absences are services that are not there.
func absences(t testing.TB) []fault {
	t.Helper()
	return []fault{
		{row: "nobody listens", away: closedPort(t)},
		{row: "its name is not known (DNS)", away: "nulle-part.invalid:4559"},
	}
}

func astray(to string) func(*line) { return func(l *line) { l.lead(to) } }

// stripped hides from the program that the server offers TLS.
func stripped(_ *line, said []byte) []byte {
	return bytes.Replace(said, []byte("250-STARTTLS\r\n"), []byte("250-X-START0\r\n"), 1)
}

// withdrawn answers STARTTLS with a refusal.
func withdrawn(_ *line, said []byte) []byte {
	return bytes.Replace(said, []byte("220 2.0.0 Ready to start TLS"), []byte("454 4.7.0 TLS not available"), 1)
}
