package crashdrill_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch/failpoint"
)

// document is the table of the documentation. The drill writes it with -update, and holds to it otherwise.
const document = "../../../docs/crash-matrix.md"

const introduction = `# Where the program may die

Written by ` + "`go test ./cmd/internal/crashdrill -update`" + `, and held to by the same test: do not edit it.

The real program is killed (SIGKILL) at every passing of every failpoint, started again, and left to settle, over the
hours that it would take. Then what the server really holds, by our reference and by SHA-256, is compared with what the
log says. Nothing was lost, nothing stood twice, nothing counted as sent that did not arrive, nothing as unsent that did,
and the log proved itself after every death: otherwise the test fails.

A cell lists what may come of the passings of its point:

- **arrived**: the server holds it once, whole, and the log says so.
- **told failed**: the server holds nothing, and the log says so; whoever sent it is told to send it again.
- **unknown**: the log says that it cannot tell; a person decides. An e-mail server cannot be asked, so that every death
  within an attempt is unknown there. The others are asked, and unknown is left only where the answer proves nothing.
- **taken back**: nothing stands there any more, and the log says so.
- **gone**: the program died after the portal had removed it and before the log knew. Nothing stands there any more.
  Whether the program removed it or the recipient took it cannot be told afterwards, so it stays accepted, and whoever asks
  again is told that somebody may have it.
- **done**: what was begun on this computer alone was whole or not there at all, and was finished when done again.
- –: the point lies on no way of this service.
`

// verdicts in the order in which a cell lists them.
var verdicts = []string{done, arrived, takenBack, gone, toldFailed, unknown}

// row is one point in one part of a dispatch's life.
type row struct {
	stage string
	at    failpoint.Point
}

// table collects verdicts.
type table struct {
	mu    sync.Mutex
	cells map[row]map[string]map[string]bool // by service, the verdicts
}

func (r *table) add(c cell, verdict string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := row{c.stage, c.die.at}
	if r.cells == nil {
		r.cells = map[row]map[string]map[string]bool{}
	}
	if r.cells[at] == nil {
		r.cells[at] = map[string]map[string]bool{}
	}
	if r.cells[at][c.service] == nil {
		r.cells[at][c.service] = map[string]bool{}
	}
	r.cells[at][c.service][verdict] = true
}

// compare holds the table against the one in the documentation, or writes that.
func (r *table) compare(t *testing.T) {
	t.Helper()
	r.requireAllPassed(t)
	text := r.markdown()
	if *update {
		if err := os.WriteFile(document, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if !foretold(string(text), string(kept)) {
		t.Errorf("docs/crash-matrix.md says otherwise; what came out now:\n%s", text)
	}
}

// foretold reports whether a document says all that came out. It may say more: how many pieces an answer comes in is
// the network's to choose, so that not every run dies between the same two.
func foretold(now, kept string) bool {
	came, said := strings.Split(now, "\n"), strings.Split(kept, "\n")
	return slices.EqualFunc(came, said, func(came, said string) bool {
		return slices.EqualFunc(strings.Split(came, "|"), strings.Split(said, "|"), within)
	})
}

// within reports whether all verdicts of a cell stand in another.
func within(came, said string) bool {
	foretold := strings.Split(strings.TrimSpace(said), ", ")
	return !slices.ContainsFunc(strings.Split(strings.TrimSpace(came), ", "), func(verdict string) bool {
		return !slices.Contains(foretold, verdict)
	})
}

func TestWhatIsForetold(t *testing.T) {
	t.Parallel()
	const kept = "# Title\n| reply read | arrived, unknown | – |\n"
	for now, want := range map[string]bool{
		kept: true,
		"# Title\n| reply read | arrived | – |\n":         true,
		"# Title\n| reply read | arrived, gone | – |\n":   false,
		"# Title\n| reply read | arrived | arrived |\n":   false,
		"# Title\n| reply read | – | – |\n":               false,
		"# Title\n| wrote | arrived | – |\n":              false,
		"# Title\n":                                       false,
		"# Another title\n| reply read | arrived | – |\n": false,
	} {
		if got := foretold(now, kept); got != want {
			t.Errorf("%q: %v, want %v", now, got, want)
		}
	}
}

// requireAllPassed fails for a point at which the program never died: it stands for nothing.
func (r *table) requireAllPassed(t *testing.T) {
	t.Helper()
	for _, point := range failpoint.All() {
		passed := false
		for at := range r.cells {
			passed = passed || at.at == point
		}
		if !passed {
			t.Errorf("no call ever passes %q", point)
		}
	}
}

func (r *table) markdown() []byte {
	var b bytes.Buffer
	b.WriteString(introduction)
	for _, part := range parts {
		r.part(&b, part)
	}
	return b.Bytes()
}

// part writes the table of one stage.
func (r *table) part(b *bytes.Buffer, p part) {
	columns := r.columns(p.stage)
	if len(columns) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n| killed at | %s |\n|---|%s\n", p.title, p.text, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, point := range append([]failpoint.Point{""}, failpoint.All()...) {
		cells, ok := r.cells[row{p.stage, point}]
		if !ok {
			continue
		}
		name := string(point)
		if point == "" {
			name = "nowhere"
		}
		fmt.Fprintf(b, "| %s |", name)
		for _, column := range columns {
			fmt.Fprintf(b, " %s |", listed(cells[column]))
		}
		b.WriteString("\n")
	}
}

func listed(seen map[string]bool) string {
	var all []string
	for _, verdict := range verdicts {
		if seen[verdict] {
			all = append(all, verdict)
		}
	}
	for verdict := range seen {
		if !slices.Contains(verdicts, verdict) {
			all = append(all, verdict)
		}
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, ", ")
}

// columns are the services that a stage was drilled with, in the order of services.
func (r *table) columns(stage string) (all []string) {
	for _, name := range append([]string{computer}, names()...) {
		for at, cells := range r.cells {
			if at.stage == stage && cells[name] != nil {
				all = append(all, name)
				break
			}
		}
	}
	return all
}

func names() (all []string) {
	for _, s := range services {
		all = append(all, s.name)
	}
	return all
}

// part is a part of the documentation.
type part struct{ stage, title, text string }

var parts = []part{
	{"send", "While a dispatch is stored", "The same whatever the service. Whoever saw no dispatch in the log sends again."},
	{"outbox", "While it is sent", "One start of the program finds it due, sends it, and follows it."},
	{"recovery", "While the program recovers from a death", "It died when the service had answered and nothing of it was stored, and dies again while it finds out."},
	{"follow", "While it is followed", "The service is asked how far it came."},
	{"recall", "While it is taken back", "A person ends the access, and after the death asks for it again."},
	{"init", "While a home is made", "The recovery code is written first. It is made again where nothing was ready; otherwise it opens as it stands."},
	{"migration", "While the home of an earlier version is brought up to date", "Each step is one transaction; the next start goes on."},
	{"checkpoint", "While a checkpoint is signed", "It is signed or it is not, and the log proves itself either way."},
	{"backup", "While a copy is made", "Every file that has the name of a copy becomes a home again."},
	{"restore", "While a copy is restored", "It is there whole, or it is restored again; nothing in it leaves by itself."},
	{"import", "While people are imported", "Imported again, everybody stands in the book once."},
	{"renewal", "While the clinic's key is renewed", "There is a key of the clinic's own afterwards."},
	{"retention", "While what is over is destroyed", "The next run ends what was begun: neither a row nor a file is left."},
}

// computer is the column of what is done on this computer alone.
const computer = "this computer"
