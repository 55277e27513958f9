// Package layout says what stands where on the pages of a document.
//
// Promise: it is plain data, the same for a page that was typed, scanned or converted. Failure policy: what
// is not known is zero.
package layout

import "strings"

// Properties are what a file says of itself besides its pages. All of it may name a person.
type Properties struct {
	FileName string // without its folder
	Title    string
	Author   string
	Subject  string
	Keywords string
}

// Texts lists the properties that are not empty, the file name first.
func (p Properties) Texts() []string {
	var texts []string
	for _, text := range []string{p.FileName, p.Title, p.Author, p.Subject, p.Keywords} {
		if text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// Page is one page in reading order.
type Page struct {
	Number        int     // from 1
	Width, Height float64 // points, as the page is read
	Hidden        bool    // most of its text cannot be seen: it lies behind a picture
	Lines         []Line
}

// Line is words that stand beside each other. Cells of a table that are far apart are joined by a tab.
type Line struct {
	Text       string
	X, Y, W, H float64 // points from the upper left corner
	Size       float64 // of the letters, in points; 0: not known
}

// Text is all lines of the page.
func (p Page) Text() string {
	texts := make([]string, len(p.Lines))
	for i, line := range p.Lines {
		texts[i] = line.Text
	}
	return strings.Join(texts, "\n")
}

// FromText is a page of plain text, whose layout is not known.
func FromText(number int, text string) Page {
	page := Page{Number: number}
	for line := range strings.Lines(text) {
		page.Lines = append(page.Lines, Line{Text: strings.TrimRight(line, "\r\n")})
	}
	return page
}
