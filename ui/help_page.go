package ui

import (
	"embed"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/wording"
)

//go:embed help/fr/*.md help/en/*.md
var helpFiles embed.FS

// passage is one part of a help page.
type passage struct {
	kind  passageKind
	words string
}

type passageKind uint8

const (
	paragraph passageKind = iota
	title                 // of the page, its first line
	subtitle
	item // of a list
)

// The little of Markdown that help pages are written in.
var marks = []struct {
	mark string
	kind passageKind
}{{"## ", subtitle}, {"# ", title}, {"- ", item}}

// readPage reads a help page. Lines that follow one another are one paragraph.
func readPage(markdown string) []passage {
	var page []passage
	open := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		p := passage{paragraph, line}
		for _, m := range marks {
			if words, ok := strings.CutPrefix(line, m.mark); ok {
				p = passage{m.kind, words}
				break
			}
		}
		switch {
		case line == "":
			open = false
		case open && p.kind == paragraph:
			page[len(page)-1].words += " " + line
		default:
			page = append(page, p)
			open = p.kind == paragraph || p.kind == item
		}
	}
	return page
}

// helpPage is a page in a language, beginning with its title.
func helpPage(language wording.Language, t topic) []passage {
	content, err := helpFiles.ReadFile("help/" + string(language) + "/" + string(t) + ".md")
	if err != nil {
		return nil // every topic has its page in both languages: a test sees to it
	}
	return readPage(string(content))
}

// laidOut lays a page out for reading.
func laidOut(page []passage) []fyne.CanvasObject {
	var drawn []fyne.CanvasObject
	for _, p := range page {
		switch p.kind {
		case title:
			drawn = append(drawn, heading(p.words))
		case subtitle:
			drawn = append(drawn, newColumn(gap, spacer(0), strong(p.words)))
		case item:
			drawn = append(drawn, newTopRow(gap, []track{fixed(gapDouble), share(1)}, line("•"), body(p.words)))
		default:
			drawn = append(drawn, body(p.words))
		}
	}
	return drawn
}
