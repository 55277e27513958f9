package reader

import "slices"

// Bounds of what a child keeps open.
const (
	maxOpen      = 4
	maxOpenBytes = 128 << 20
)

// opened is a document that a child holds.
type opened struct {
	id   uint64
	pdf  *pdfDocument
	info Info
}

// shelf keeps the documents that were used last.
type shelf struct{ documents []*opened }

// take finds a document and makes it the last used one; nil when it is not there.
func (s *shelf) take(id uint64) *opened {
	i := slices.IndexFunc(s.documents, func(d *opened) bool { return d.id == id })
	if i < 0 {
		return nil
	}
	d := s.documents[i]
	s.documents = append(slices.Delete(s.documents, i, i+1), d)
	return d
}

// put adds a document, and closes those that there is no room for.
func (s *shelf) put(d *opened) {
	s.remove(d.id)
	s.documents = append(s.documents, d)
	for len(s.documents) > 1 && (len(s.documents) > maxOpen || s.size() > maxOpenBytes) {
		s.remove(s.documents[0].id)
	}
}

func (s *shelf) size() (bytes int) {
	for _, d := range s.documents {
		bytes += d.pdf.size
	}
	return bytes
}

func (s *shelf) remove(id uint64) {
	if d := s.take(id); d != nil {
		s.documents = s.documents[:len(s.documents)-1]
		d.pdf.close()
	}
}
