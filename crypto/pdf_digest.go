package crypto

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"maps"
	"math"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// pdfDigest says what a PDF shows: the number of its pages, and a hash of everything that can be reached
// from them, from its forms and from its attachments. How objects are numbered and packed into the file
// makes no difference.
type pdfDigest struct {
	pages   int
	signed  bool // a digital signature covers bytes of the file, which any rewriting moves
	content [sha256.Size]byte
}

// maxPDFDepth bounds how deep the objects of a page may be nested.
const maxPDFDepth = 10_000

func digestPDF(ctx *model.Context) (pdfDigest, error) {
	pages, err := countPages(ctx)
	if err != nil {
		return pdfDigest{}, err
	}
	root, err := ctx.Catalog()
	if err != nil {
		return pdfDigest{}, fmt.Errorf("%w: %w", ErrPDFDamaged, err)
	}
	h := pdfHash{ctx: ctx, sum: sha256.New(), seen: map[int]int{}}
	for _, key := range []string{"Pages", "AcroForm", "Names", "OCProperties", "Outlines", "PageLabels", "Perms"} {
		if entry, ok := root[key]; ok {
			h.write("root", key)
			h.object(entry, 0)
		}
	}
	digest := pdfDigest{pages: pages, signed: h.signed}
	h.sum.Sum(digest.content[:0])
	return digest, h.err
}

// pdfHash writes objects in one canonical form.
type pdfHash struct {
	ctx    *model.Context
	sum    hash.Hash
	seen   map[int]int // object number to the order in which it was first met
	signed bool
	err    error // the first; nothing is hashed after it
}

func (h *pdfHash) write(kind string, value any) { _, _ = fmt.Fprintf(h.sum, "%s %v\n", kind, value) }

func (h *pdfHash) bytes(kind string, b []byte) {
	h.write(kind, len(b))
	_, _ = h.sum.Write(b)
}

func (h *pdfHash) object(o types.Object, depth int) {
	if depth > maxPDFDepth {
		h.fail(fmt.Errorf("%w: nested too deeply", ErrPDFUnlockable))
	}
	if h.err != nil {
		return
	}
	switch o := o.(type) {
	case types.IndirectRef:
		h.reference(o, depth)
	case types.Dict:
		h.dict(o, depth)
	case types.StreamDict:
		h.stream(&o, depth)
	case *types.StreamDict:
		h.stream(o, depth)
	case types.Array:
		h.write("array", len(o))
		for _, element := range o {
			h.object(element, depth+1)
		}
	default:
		h.scalar(o)
	}
}

// reference follows an object once; met again, it stands for itself, so that cycles end.
func (h *pdfHash) reference(ref types.IndirectRef, depth int) {
	number := ref.ObjectNumber.Value()
	if order, ok := h.seen[number]; ok {
		h.write("again", order)
		return
	}
	target, err := h.ctx.Dereference(ref)
	if err != nil {
		h.fail(fmt.Errorf("%w: %w", ErrPDFDamaged, err))
		return
	}
	h.seen[number] = len(h.seen)
	h.object(target, depth+1)
}

func (h *pdfHash) dict(d types.Dict, depth int) {
	h.write("dict", len(d))
	if _, found := d["ByteRange"]; found {
		h.signed = true
	}
	for _, key := range slices.Sorted(maps.Keys(d)) {
		h.write("key", key)
		h.object(d[key], depth+1)
	}
}

// stream hashes the encoded bytes with the names of their filters: equal ones decode to the same.
func (h *pdfHash) stream(s *types.StreamDict, depth int) {
	entries := maps.Clone(s.Dict)
	delete(entries, "Length")
	h.dict(entries, depth)
	h.bytes("stream", s.Raw)
}

func (h *pdfHash) scalar(o types.Object) {
	switch o := o.(type) {
	case nil:
		h.write("null", "")
	case types.Integer:
		h.write("number", number(float64(o)))
	case types.Float:
		h.write("number", number(float64(o)))
	case types.StringLiteral:
		b, err := types.Unescape(o.Value())
		h.text(b, err)
	case types.HexLiteral:
		b, err := o.Bytes()
		h.text(b, err)
	default:
		h.write(fmt.Sprintf("%T", o), o)
	}
}

func (h *pdfHash) text(b []byte, err error) {
	if err != nil {
		h.fail(fmt.Errorf("%w: %w", ErrPDFDamaged, err))
		return
	}
	h.bytes("text", b)
}

// number forgets what lies beyond a hundred-thousandth of a point, which writing may round.
func number(f float64) float64 { return math.Round(f * 1e5) }

func (h *pdfHash) fail(err error) {
	if h.err == nil {
		h.err = err
	}
}
