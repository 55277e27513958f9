package xmfax

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/souspli/souspli/fax/webfax"
)

const (
	deepest      = 32      // elements in one another
	mostElements = 200_000 // of an answer
)

// element is a part of an answer: its local name, for prefixes differ from server to server.
type element struct {
	name     string
	text     string
	children []*element
}

// parse reads one XML document. A document type is refused, for it can define what never ends; so are more
// elements than any answer has.
func parse(content []byte) (*element, error) {
	builder := treeBuilder{}
	decoder := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return builder.whole()
		}
		if err != nil || !builder.take(token) {
			return nil, webfax.ErrGarbled
		}
	}
}

type treeBuilder struct {
	root  *element
	open  []opened
	count int
}

// opened is an element whose end has not come. Its text may come in many pieces.
type opened struct {
	*element
	words []byte
}

// take adds a token and reports false for what no answer holds.
func (b *treeBuilder) take(token xml.Token) bool {
	switch token := token.(type) {
	case xml.Directive:
		return false
	case xml.StartElement:
		return b.start(&element{name: token.Name.Local})
	case xml.EndElement:
		last := b.open[len(b.open)-1]
		last.text = string(bytes.TrimSpace(last.words))
		b.open = b.open[:len(b.open)-1]
	case xml.CharData:
		if len(b.open) > 0 {
			last := &b.open[len(b.open)-1]
			last.words = append(last.words, token...)
			return true
		}
		return len(bytes.TrimSpace(token)) == 0
	}
	return true
}

func (b *treeBuilder) start(e *element) bool {
	b.count++
	switch depth := len(b.open); {
	case b.count > mostElements || depth >= deepest:
		return false
	case depth > 0:
		parent := b.open[depth-1]
		parent.children = append(parent.children, e)
	case b.root != nil:
		return false
	default:
		b.root = e
	}
	b.open = append(b.open, opened{element: e})
	return true
}

func (b *treeBuilder) whole() (*element, error) {
	if b.root == nil || len(b.open) > 0 {
		return nil, webfax.ErrGarbled
	}
	return b.root, nil
}

// child is the first child of that name, or nil. Case does not matter.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// values are the texts of all leaves called one of names, on the level nearest to e that has any. Among
// names the earlier come first. Names are lower-case.
func (e *element) values(names ...string) []string {
	for level := e.children; len(level) > 0; level = below(level) {
		var found []string
		for _, name := range names {
			for _, c := range level {
				if len(c.children) == 0 && c.text != "" && strings.ToLower(c.name) == name {
					found = append(found, c.text)
				}
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func below(level []*element) []*element {
	var next []*element
	for _, e := range level {
		next = append(next, e.children...)
	}
	return next
}

// value is the first of values, or nothing.
func (e *element) value(names ...string) string {
	if values := e.values(names...); len(values) > 0 {
		return values[0]
	}
	return ""
}
