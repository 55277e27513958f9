package inspect

import (
	"context"
	"slices"
	"sync"

	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// shelfSize is how many documents stay open for their previews.
const shelfSize = 8

// shelf holds the documents read last. The zero value is empty. One that leaves it while it is being drawn is
// opened again by itself: closing only tells the child to forget.
type shelf struct {
	mu    sync.Mutex
	books []book // the one used last at the end
}

type book struct {
	key string
	doc *reader.Document
}

// key tells documents apart; the same bytes under two names are two documents.
func key(r Report) string {
	if r.Arranged {
		return r.SentSHA256() + r.Path
	}
	return r.SHA256 + r.Path
}

func (s *shelf) put(r Report, doc *reader.Document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books = slices.DeleteFunc(s.books, func(b book) bool {
		if b.key == key(r) {
			b.doc.Close()
			return true
		}
		return false
	})
	s.books = append(s.books, book{key(r), doc})
	if len(s.books) > shelfSize {
		s.books[0].doc.Close()
		s.books = slices.Delete(s.books, 0, 1)
	}
}

// drop closes the document of a report, if it is there.
func (s *shelf) drop(r Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, b := range s.books {
		if b.key == key(r) {
			b.doc.Close()
			s.books = slices.Delete(s.books, n, n+1)
			return
		}
	}
}

func (s *shelf) take(r Report) *reader.Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, b := range s.books {
		if b.key == key(r) {
			s.books = append(slices.Delete(s.books, n, n+1), b)
			return b.doc
		}
	}
	return nil
}

// document opens what File read, once more if need be. The bytes must still be those that were read.
func (i *Inspector) document(ctx context.Context, r Report) (*reader.Document, error) {
	if doc := i.opened.take(r); doc != nil {
		return doc, nil
	}
	source := reader.Source{Path: r.Path, Name: r.Name}
	if r.Rendition != nil {
		source = reader.Source{Data: r.Rendition.PDF, Name: "document.pdf"}
	} else if err := stillThere(r); err != nil {
		return nil, err
	}
	doc, err := i.config.Reader.Open(ctx, source)
	if err == nil {
		i.opened.put(r, doc)
	}
	return doc, err
}
