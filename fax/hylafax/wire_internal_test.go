package hylafax

import (
	"bufio"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

func reader(text string) *bufio.Reader {
	return bufio.NewReaderSize(strings.NewReader(text), longestLine)
}

func TestReadReply(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, wire string
		want       reply
		err        error
	}{
		{"one line", "200 Job 3 submitted.\r\n", reply{200, "Job 3 submitted."}, nil},
		{"no text", "213 \r\n", reply{213, ""}, nil},
		{"several lines", "217-Job state\r\n    STATE: DONE\r\n217 End\r\n", reply{217, "End"}, nil},
		{"a longer code inside", "217-x\r\n2170 y\r\n217 z\r\n", reply{217, "z"}, nil},
		{"closed at once", "", reply{}, io.EOF},
		{"closed in a line", "200 Jo", reply{}, io.ErrUnexpectedEOF},
		{"closed between lines", "217-x\r\n", reply{}, io.EOF},
		{"babble", "How do you do?\r\n", reply{}, errAnswer},
		{"HTTP", "HTTP/1.1 400 Bad Request\r\n", reply{}, errAnswer},
		{"a code out of range", "999 x\r\n", reply{}, errAnswer},
		{"a signed code", "+20 x\r\n", reply{}, errAnswer},
		{"an endless line", "200 " + strings.Repeat("x", longestLine), reply{}, errAnswer},
		{"endless lines", "200-x\r\n" + strings.Repeat("x\r\n", mostLines), reply{}, errAnswer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := readReply(reader(test.wire))
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

func TestPassiveTarget(t *testing.T) {
	t.Parallel()
	v4, v6 := netip.MustParseAddr("192.168.1.4"), netip.MustParseAddr("fd00::4")
	tests := []struct {
		name   string
		answer reply
		server netip.Addr
		want   string
		err    error
	}{
		{"the server itself", reply{227, "Entering passive mode (192,168,1,4,161,229)"}, v4, "192.168.1.4:41445", nil},
		{"another machine", reply{227, "Entering passive mode (192,168,1,5,161,229)"}, v4, "", errElsewhere},
		{"the port alone", reply{229, "Entering Extended Passive Mode (|||57661|)"}, v6, "[fd00::4]:57661", nil},
		{"no port", reply{227, "(192,168,1,4,0,0)"}, v4, "", errAnswer},
		{"too few numbers", reply{227, "(192,168,1,4,5)"}, v4, "", errAnswer},
		{"a number too large", reply{227, "(192,168,1,4,256,1)"}, v4, "", errAnswer},
		{"no parentheses", reply{227, "192,168,1,4,1,1"}, v4, "", errAnswer},
		{"extended, not a port", reply{229, "(|||x|)"}, v6, "", errAnswer},
		{"extended, with an address", reply{229, "(|1|10.0.0.1|5|)"}, v6, "", errAnswer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := passiveTarget(test.answer, test.server)
			if !errors.Is(err, test.err) || (err == nil && got.String() != test.want) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestParseEntries(t *testing.T) {
	t.Parallel()
	id := "abcdefghijklmnopqrstuvwxyz"
	tests := []struct {
		name, listing string
		want          []entry
	}{
		{"empty queue", "", nil},
		{"as hfaxd writes it", "3|F|0|3|12|" + id + "/3|Job aborted by request\r\n", []entry{
			{id: "3", state: "F", total: 3, dials: 12, attempt: dispatch.ID(id), expected: 3, words: "Job aborted by request"},
		}},
		{"padded", " 3 | D | 3 | 3 | 1 | " + id + "/3 | \r\n", []entry{
			{id: "3", state: "D", sent: 3, total: 3, dials: 1, attempt: dispatch.ID(id), expected: 3},
		}},
		{"words with a separator", "3|S|0|3|1|" + id + "/3|a|b\r\n", []entry{
			{id: "3", state: "S", total: 3, dials: 1, attempt: dispatch.ID(id), expected: 3, words: "a|b"},
		}},
		{"words of two lines", "3|F|0|3|1|" + id + "/3|first\nsecond\n4|W|0|0|0||\n", []entry{
			{id: "3", state: "F", total: 3, dials: 1, attempt: dispatch.ID(id), expected: 3, words: "first second"},
			{id: "4", state: "W"},
		}},
		{"another program's job", "3|W|0|0|0|sendfax job 1/x|\n", []entry{{id: "3", state: "W", attempt: "sendfax job 1"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseEntries(test.listing)
			if err != nil || len(got) != len(test.want) {
				t.Fatalf("%+v, %v", got, err)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("%+v, want %+v", got[i], test.want[i])
				}
			}
		})
	}
}

// A listing that is not understood must not make a job look absent.
func TestParseEntriesRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, listing := range []string{"How do you do?\n", "1|W|x|0|0|a|b\n", "1|W|0|0\n", "1|W|-1|0|0|a|b\n", "\n"} {
		if entries, err := parseEntries(listing); !errors.Is(err, errAnswer) {
			t.Errorf("%q: %+v, %v", listing, entries, err)
		}
	}
}

func TestPhases(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]fax.Phase{
		"T": fax.Waiting, "P": fax.Waiting, "S": fax.Waiting, "B": fax.Waiting, "W": fax.Waiting,
		"R": fax.Waiting, "D": fax.Done, "F": fax.Broken,
		"?": fax.Waiting, "": fax.Waiting, "d": fax.Waiting, "DONE": fax.Waiting, "X": fax.Waiting,
	} {
		if got := (entry{state: state}).phase(); got != want {
			t.Errorf("%q is %v, want %v", state, got, want)
		}
	}
}

func TestReasonCode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		words  string
		want   string
	}{
		{"busy", 1, "", "fax_busy"},
		{"no carrier", 2, "", "fax_no_carrier"},
		{"no answer", 3, "", "fax_no_answer"},
		{"no dial tone", 4, "", "fax_line"},
		{"a person answers", 126, "", "fax_not_a_fax"},
		{"the other side hangs up", 128, "", "fax_rejected"},
		{"class 2", 283, "", "fax_rejected"},
		{"conversion", 314, "", "fax_unprepared"},
		{"expired", 325, "", "fax_expired"},
		{"too many attempts", 334, "", "fax_unreached"},
		{"killed", 345, "", "fax_killed"},
		{"modem", 401, "", "fax_line"},
		{"the number goes before the words", 1, "No answer from remote", "fax_busy"},
		{"HylaFAX+", 0, "Busy signal detected {E001}", "fax_busy"},
		{"an unknown code of HylaFAX+", -1, "Something {E650}", "fax_failed"},
		{"words alone", -1, "Kill time expired", "fax_expired"},
		{"unknown number, known words", 999, "BUSY", "fax_busy"},
		{"nothing known", -1, "", "fax_failed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := reasonCode(test.status, test.words); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestLastTime(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		defaultKillTime: "000259", time.Minute: "000001", 25*time.Hour + 5*time.Minute: "010105", time.Second: "000000",
	} {
		if got := lastTime(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

func TestOnlyPrivateAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"127.0.0.1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "::1": true, "fd00::1": true,
		"::ffff:10.0.0.1": true, "8.8.8.8": false, "172.32.0.1": false, "169.254.1.1": false, "fe80::1": false,
		"2001:db8::1": false, "0.0.0.0": false, "100.64.0.1": false, "::ffff:8.8.8.8": false,
	} {
		if got := private(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %t, want %t", address, got, want)
		}
		err := onlyPrivate("tcp", netip.AddrPortFrom(netip.MustParseAddr(address), 4559).String(), nil)
		if (err == nil) != want {
			t.Errorf("dialling %s: %v", address, err)
		}
	}
}

func FuzzReadReply(f *testing.F) {
	for _, seed := range []string{"200 ok\r\n", "217-a\r\nb\r\n217 c\r\n", "x", "200-\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, wire string) {
		if answer, err := readReply(reader(wire)); err == nil && (answer.code < 100 || answer.code > 599) {
			t.Fatalf("%q gave %+v", wire, answer)
		}
	})
}

func FuzzPassiveTarget(f *testing.F) {
	f.Add("Entering passive mode (192,168,1,4,161,229)", false)
	f.Add("(|||57661|)", true)
	f.Fuzz(func(t *testing.T, text string, extended bool) {
		server, code := netip.MustParseAddr("192.168.1.4"), 227
		if extended {
			code = 229
		}
		if got, err := passiveTarget(reply{code, text}, server); err == nil && (got.Addr() != server || got.Port() == 0) {
			t.Fatalf("%q leads to %v", text, got)
		}
	})
}

func FuzzParseEntries(f *testing.F) {
	f.Add("3|F|0|3|12|abc/3|words\r\n")
	f.Add("3|F|0|3|12|abc/3|words\nmore\n4|W|0|0|0||\n")
	f.Fuzz(func(t *testing.T, listing string) {
		entries, err := parseEntries(listing)
		if err == nil && listing != "" && len(entries) == 0 {
			t.Fatalf("%q holds nothing", listing)
		}
		for _, e := range entries {
			if e.sent < 0 || e.total < 0 || e.expected < 0 {
				t.Fatalf("%q gave %+v", listing, e)
			}
		}
	})
}
