package networkdrill_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
	"github.com/souspli/souspli/dispatch/wording"
)

// cell is one dispatch by a line of its own.
type cell struct {
	fault
	line    *line
	account string
	id      dispatch.ID
	first   dispatch.Dispatch // as it stood while the fault lasted
}

// TestNetworkFaults sends by every service through every fault, one line each, lets the faults pass, and compares.
// docs/network-faults.md is what came of it.
func TestNetworkFaults(t *testing.T) {
	t.Parallel()
	table := newTable()
	t.Run("services", func(t *testing.T) {
		for _, each := range services {
			t.Run(each.name, func(t *testing.T) {
				t.Parallel()
				s := each.start(t)
				s.name = each.name
				drill(t, s, table)
			})
		}
	})
	if !t.Failed() && table.whole() {
		table.compare(t)
	}
}

func drill(t *testing.T, s service, table *table) {
	t.Helper()
	h := newHome(t)
	turns := rehearse(t, h, s)
	var cells []*cell
	for i, f := range faults(t, s, turns) {
		cells = append(cells, lay(t, h, s, f, i))
	}
	h.settle()
	for _, c := range cells {
		c.first = h.shown(c.id)
		c.mend(h, s)
	}
	h.restful(cells)
	tasks := h.tasks()
	held := s.Holds()
	letter, err := os.ReadFile(h.letter)
	h.must(err)
	for _, c := range cells {
		l := ledger{dispatch: h.shown(c.id), held: held, sha256: drilltest.Sum(letter), asks: s.Asks}
		for _, breach := range append(l.breaches(), c.breaches(s, l.dispatch, tasks)...) {
			t.Errorf("%s, %s (%s): %s", s.name, c.row, c.where, breach)
		}
		table.note(c.row, s.name, outcomeOf(c.first, l.dispatch))
	}
}

// rehearse sends once by a whole line, to learn the conversation.
func rehearse(t *testing.T, h *home, s service) []int64 {
	t.Helper()
	l := newLine(t, s.host(t), s.rewrite)
	s.add(h, "whole", l.address())
	if s.Furnish != nil {
		s.Furnish(h.t, h.Desk)
	}
	id := h.send(s, "whole")
	h.settle()
	if d := h.shown(id); d.State != dispatch.Accepted {
		t.Fatalf("%s on a whole line: %s", s.name, d.State)
	}
	return l.conversation()
}

// lay makes a line with a fault, and queues the letter by it.
func lay(t *testing.T, h *home, s service, f fault, n int) *cell {
	t.Helper()
	c := &cell{fault: f, line: newLine(t, s.host(t), s.rewrite), account: fmt.Sprintf("line %d", n)}
	address := f.away
	if address == "" {
		address = c.line.address()
		f.arm(c.line)
	}
	s.add(h, c.account, address)
	c.id = h.send(s, c.account)
	return c
}

// mend ends the fault. An address that was wrong, a person corrects.
func (c *cell) mend(h *home, s service) {
	h.t.Helper()
	c.line.lift()
	if c.away == "" {
		return
	}
	_, err := h.Desk.ChangeAccount(h.t.Context(), c.account, map[string]string{"url": s.through(h.t, c.line.address()), "approved": "yes"})
	h.must(err)
}

// breaches are what the fault must not have come to beside the ledger's laws: given up though it passed, left without
// a word to a person, or heard on the line.
func (c *cell) breaches(s service, d dispatch.Dispatch, tasks map[dispatch.ID]bool) (all []string) {
	if outcomeOf(c.first, d) == told && !c.final {
		last := d.Attempts[len(d.Attempts)-1]
		all = append(all, fmt.Sprintf("was given up after %d attempts, and the fault passed: %+v", last.N, last.Error))
	}
	if (d.State == dispatch.Failed || d.State == dispatch.Uncertain) && !tasks[d.ID] {
		all = append(all, fmt.Sprintf("is %s, and nobody is told", d.State))
	}
	for _, a := range append(c.first.Attempts, d.Attempts...) {
		if a.Error != nil && !said(a.Error.Code) {
			all = append(all, fmt.Sprintf("has the error %q that no sentence explains", a.Error.Code))
		}
	}
	if s.speaks == plain {
		return all
	}
	search, err := planted.NewSearch(secrets(s)...)
	if err != nil {
		return append(all, err.Error())
	}
	for _, found := range search.In(c.line.overheard(), "what was said on the line") {
		all = append(all, found.String())
	}
	return all
}

func said(code string) bool {
	for _, language := range wording.Languages() {
		if !wording.For(language).Has("error_" + code) {
			return false
		}
	}
	return code != ""
}

// secrets are what nobody on a line may hear, and nobody may find at rest.
func secrets(s service) []planted.Word {
	words := []planted.Word{
		{Kind: "name", Text: recipientName},
		{Kind: "title", Text: subject},
		{Kind: "health number", Text: "TREJ58531417"},
		{Kind: "words of a document", Text: letterText},
		{Kind: planted.Secret, Text: string(s.Secret)},
	}
	if s.Account.Channel != dispatch.Portal {
		words = append(words, planted.Word{Kind: "address", Text: s.To})
	}
	return words
}

// tasks are the dispatches that wait for a person.
func (h *home) tasks() map[dispatch.ID]bool {
	h.t.Helper()
	all, err := h.Desk.Tasks(context.WithoutCancel(h.t.Context()))
	h.must(err)
	waiting := map[dispatch.ID]bool{}
	for _, task := range all {
		if task.Dispatch != nil {
			waiting[task.Dispatch.ID] = true
		}
	}
	return waiting
}
