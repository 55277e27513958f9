package convert

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/sfnt"
)

// typeface is Go Mono, embedded. Each letter gets a code when it first comes; the text layer knows it also
// where the face has no shape for it.
type typeface struct {
	object  int
	codes   map[rune]uint16
	letters []rune // by code - 1
}

// encode is a line in hexadecimal codes.
func (f *typeface) encode(line string) string {
	var b strings.Builder
	for _, r := range line {
		fmt.Fprintf(&b, "%04X", f.code(r))
	}
	return b.String()
}

func (f *typeface) code(r rune) uint16 {
	if code, known := f.codes[r]; known {
		return code
	}
	if len(f.letters) == math.MaxUint16 {
		return 0
	}
	if f.codes == nil {
		f.codes = map[rune]uint16{}
	}
	f.letters = append(f.letters, r)
	f.codes[r] = uint16(len(f.letters)) //nolint:gosec // bounded above
	return f.codes[r]
}

// write writes the face once all its letters are known.
func (f *typeface) write(out *pdfWriter) error {
	file, err := out.packed(fmt.Sprintf("/Length1 %d", len(gomono.TTF)), bytesOf(gomono.TTF))
	if err != nil {
		return err
	}
	shapes, err := f.shapes()
	if err != nil {
		return err
	}
	toShape, err := out.packed("", bytesOf(shapes))
	if err != nil {
		return err
	}
	toUnicode, err := out.packed("", bytesOf([]byte(f.unicode())))
	if err != nil {
		return err
	}
	descriptor := out.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/GoMono/Flags 33/FontBBox[0 -250 600 1000]"+
		"/ItalicAngle 0/Ascent 945/Descent -212/CapHeight 700/StemV 80/FontFile2 %d 0 R>>", file))
	descendant := out.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/GoMono/CIDSystemInfo"+
		"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 600/CIDToGIDMap %d 0 R>>",
		descriptor, toShape))
	out.object(f.object, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/GoMono/Encoding/Identity-H"+
		"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", descendant, toUnicode))
	return out.err
}

func bytesOf(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}

// shapes are the glyphs of the codes, two bytes each.
func (f *typeface) shapes() ([]byte, error) {
	face, err := sfnt.Parse(gomono.TTF)
	if err != nil {
		return nil, err
	}
	shapes := make([]byte, 2, 2+2*len(f.letters))
	var buffer sfnt.Buffer
	for _, r := range f.letters {
		glyph, err := face.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, err
		}
		shapes = binary.BigEndian.AppendUint16(shapes, uint16(glyph))
	}
	return shapes, nil
}

// unicode is the map from codes back to letters, PDF 1.7 section 9.10.3. A block has a hundred at most.
func (f *typeface) unicode() string {
	const block = 100
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n" +
		"/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for first := 0; first < len(f.letters); first += block {
		letters := f.letters[first:min(first+block, len(f.letters))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(letters))
		for i, r := range letters {
			fmt.Fprintf(&b, "<%04X> <", first+i+1)
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.String()
}
