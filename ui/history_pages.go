package ui

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

const (
	historyPage = 50
	historyMost = 12 // pages in memory: a log of any length costs the same
)

// historyPages is the part of the log in memory: some pages one after the other, read from both ends as one scrolls.
type historyPages struct {
	starts []string              // cursors that pages begin behind, from the first of the log to the last in memory
	pages  [][]dispatch.Dispatch // those in memory, the last of starts
	next   string                // begins the page below; empty: there is none
}

// search finds one page.
type search func(ctx context.Context, after string) (dispatch.Page, error)

func (p *historyPages) low() int    { return len(p.starts) - len(p.pages) }
func (p *historyPages) above() bool { return p.low() > 0 }

func (p *historyPages) rows() []dispatch.Dispatch {
	var rows []dispatch.Dispatch
	for _, page := range p.pages {
		rows = append(rows, page...)
	}
	return rows
}

// begin is where the pages in memory begin.
func (p *historyPages) begin() (after string, pages int) {
	if len(p.pages) == 0 {
		return "", 1
	}
	return p.starts[p.low()], len(p.pages)
}

// readPages reads pages one after the other.
func readPages(ctx context.Context, find search, after string, pages int) (historyPages, error) {
	var read historyPages
	for range pages {
		page, err := find(ctx, after)
		if err != nil {
			return historyPages{}, err
		}
		read.append(page, after)
		if after = page.Next; after == "" {
			break
		}
	}
	return read, nil
}

// renew takes what was read again in place of all in memory.
func (p *historyPages) renew(read historyPages) {
	p.starts = append(p.starts[:p.low():p.low()], read.starts...)
	p.pages, p.next = read.pages, read.next
}

// append takes the page below, and tells how many rows it lets go above.
func (p *historyPages) append(page dispatch.Page, after string) (gone int) {
	p.starts, p.pages, p.next = append(p.starts, after), append(p.pages, page.Dispatches), page.Next
	for ; len(p.pages) > historyMost; p.pages = p.pages[1:] {
		gone += len(p.pages[0])
	}
	return gone
}

// prepend takes the page above, and lets go of what is far below. Where so much changed that the pages do not meet
// any more, it alone stays.
func (p *historyPages) prepend(page dispatch.Page) {
	low := p.low()
	if page.Next != p.starts[low] {
		p.starts, p.pages, p.next = p.starts[:low], [][]dispatch.Dispatch{page.Dispatches}, page.Next
		return
	}
	p.pages = append([][]dispatch.Dispatch{page.Dispatches}, p.pages...)
	for len(p.pages) > historyMost {
		last := len(p.starts) - 1
		p.next, p.starts, p.pages = p.starts[last], p.starts[:last], p.pages[:len(p.pages)-1]
	}
}
