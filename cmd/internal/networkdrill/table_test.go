package networkdrill_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// outcome is what became of a dispatch, in a word of the table.
type outcome string

const (
	sent     outcome = "sent"
	again    outcome = "again"
	found    outcome = "found"
	told     outcome = "told"
	notThere outcome = "not there"
	unknown  outcome = "unknown"
)

// meanings explain the words below the table, in the order in which a cell has them.
var meanings = []struct {
	outcome
	means string
}{
	{sent, "the fault did not keep it, or came after the answer: one attempt, accepted"},
	{again, "the attempt certainly did not arrive; another one did, by itself, when the fault had passed"},
	{found, "nobody knew, so the service was asked for our reference, and it has it"},
	{notThere, "nobody knew, so the service was asked; it certainly never arrived: failed, and a person is told"},
	{told, "certainly not sent, and waiting would not help: failed at once, and a person is told what to do"},
	{unknown, "nobody can know from here, or the service cannot tell: a person asks the recipient and settles it"},
}

// outcomeOf judges by the first attempt, as it stood while the fault lasted, and by the end.
func outcomeOf(first, end dispatch.Dispatch) outcome {
	certainty := first.Attempts[0].Certainty
	switch {
	case end.State == dispatch.Uncertain:
		return unknown
	case end.State == dispatch.Failed && certainty == dispatch.Maybe:
		return notThere
	case end.State == dispatch.Failed:
		return told
	case certainty == dispatch.Sent:
		return sent
	case certainty == dispatch.Maybe:
		return found
	default:
		return again
	}
}

// table collects what came of each fault at each service.
type table struct {
	mu   sync.Mutex
	rows []string
	came map[[2]string][]outcome
}

func newTable() *table { return &table{came: map[[2]string][]outcome{}} }

func (t *table) note(row, service string, o outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.Contains(t.rows, row) {
		t.rows = append(t.rows, row)
	}
	if at := [2]string{row, service}; !slices.Contains(t.came[at], o) {
		t.came[at] = append(t.came[at], o)
	}
}

const introduction = `# When the network fails

Made by the test of ` + "`cmd/internal/networkdrill`" + `, which sends with the whole program to real servers (Postfix, HylaFAX's hfaxd,
Apache's WebDAV, OpenSSH) and to a simulator of SRFax behind real TLS, each through a line of its own that fails. While
the fault lasts, one attempt is made; then the line is whole again and the program goes on, for two days of its own
clock. In the end, what the server really holds under our references is compared with the log, document by document.

In every cell of this table: nothing arrived twice; nothing that arrived counts as unsent; nothing that did not arrive
counts as sent; what could be asked for was asked; whoever overhears an encrypted line hears no name, number, title or
secret; and what needs a person stands among the tasks, with a sentence that says what to do.

`

// String is the table as it stands in the documentation.
func (t *table) String() string {
	var b strings.Builder
	b.WriteString(introduction)
	b.WriteString("| what goes wrong |")
	for _, s := range services {
		b.WriteString(" " + s.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(services)) + "\n")
	slices.Sort(t.rows)
	for _, row := range t.rows {
		b.WriteString("| " + row + " |")
		for _, s := range services {
			b.WriteString(" " + words(t.came[[2]string{row, s.name}]) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for _, m := range meanings {
		fmt.Fprintf(&b, "- *%s*: %s.\n", m.outcome, m.means)
	}
	return b.String()
}

func words(came []outcome) string {
	var all []string
	for _, m := range meanings {
		if slices.Contains(came, m.outcome) {
			all = append(all, string(m.outcome))
		}
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, ", ")
}

// whole reports whether every service was drilled: -run may have chosen one.
func (t *table) whole() bool {
	drilled := map[string]bool{}
	for at := range t.came {
		drilled[at[1]] = true
	}
	return len(drilled) == len(services)
}

// compare holds what came to the documentation, which lists all that may come of a fault: where exactly in a
// conversation a line breaks differs from one time to the next. With SOUSPLI_TABLES=write it adds what is new.
func (t *table) compare(tb testing.TB) {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "docs", "network-faults.md")
	write := os.Getenv("SOUSPLI_TABLES") == "write"
	kept, err := os.ReadFile(path)
	if err != nil && !write {
		tb.Fatal(err)
	}
	t.merge(string(kept))
	switch {
	case string(kept) == t.String():
	case write:
		if err := os.WriteFile(path, []byte(t.String()), 0o644); err != nil {
			tb.Fatal(err)
		}
	default:
		tb.Errorf("docs/network-faults.md tells otherwise; SOUSPLI_TABLES=write writes it. With what came:\n%s", t)
	}
}

// merge adds what a table in the documentation lists for the faults and services that are still drilled.
func (t *table) merge(kept string) {
	for line := range strings.Lines(kept) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		row := strings.TrimPrefix(cells[0], "| ")
		if len(cells) != len(services)+1 || !slices.Contains(t.rows, row) {
			continue
		}
		for i, s := range services {
			for _, m := range meanings {
				listed := strings.Split(strings.TrimSuffix(cells[i+1], " |"), ", ")
				if slices.Contains(listed, string(m.outcome)) {
					t.note(row, s.name, m.outcome)
				}
			}
		}
	}
}
