package reader

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"html"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxTextBytes bounds one string: an escaped letter takes up to eight bytes.
const maxTextBytes = 8 * maxLetters

// resolve follows a reference; nil for what is not there.
func (r *noteReader) resolve(object types.Object) types.Object {
	found, err := r.doc.Dereference(object)
	if err != nil {
		return nil
	}
	return found
}

func (r *noteReader) dict(object types.Object) types.Dict {
	dict, _ := r.resolve(object).(types.Dict)
	return dict
}

func (r *noteReader) array(object types.Object) types.Array {
	array, _ := r.resolve(object).(types.Array)
	return array
}

// box reads a rectangle; zeros when it is none.
func (r *noteReader) box(object types.Object) (box [4]float64) {
	array := r.array(object)
	if len(array) != 4 {
		return box
	}
	for i := range box {
		switch number := r.resolve(array[i]).(type) {
		case types.Integer:
			box[i] = float64(number)
		case types.Float:
			box[i] = float64(number)
		}
		if !finite(box[i]) {
			return [4]float64{}
		}
	}
	return box
}

// texts are the strings that an object is or, as an array, holds.
func (r *noteReader) texts(object types.Object) []string {
	array := r.array(object)
	if array == nil {
		array = types.Array{object}
	}
	var texts []string
	for _, element := range array {
		if text := r.text(element); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// rich is a rich text without its marks.
func (r *noteReader) rich(object types.Object) []string {
	texts := r.texts(object)
	for i, text := range texts {
		texts[i] = unmarked(text)
	}
	return texts
}

// text is a text string or text stream (ISO 32000-1, 7.9.2); empty for anything else.
func (r *noteReader) text(object types.Object) string {
	var content []byte
	switch object := r.resolve(object).(type) {
	case types.StringLiteral:
		content, _ = types.Unescape(object.Value()[:min(len(object), maxTextBytes)])
	case types.HexLiteral:
		content, _ = hex.DecodeString(object.Value()[:min(len(object), maxTextBytes)])
	case types.StreamDict:
		content = r.unpacked(&object)
	}
	if r.bytes += len(content); r.bytes > maxNoteBytes {
		r.err = refusal(codeTooComplex)
		return ""
	}
	return decoded(content)
}

// unpacked is a copy's content: the document goes on without it.
func (r *noteReader) unpacked(stream *types.StreamDict) []byte {
	if errors.Is(stream.DecodeWithLimit(maxNoteBytes), filter.ErrDecodeLimitExceeded) {
		r.err = refusal(codeTooComplex)
	}
	return stream.Content
}

// decoded reads UTF-16 either way round and UTF-8, as files hold them, or else PDFDocEncoding.
func decoded(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		return units(content[2:], binary.BigEndian)
	case bytes.HasPrefix(content, []byte{0xFF, 0xFE}):
		return units(content[2:], binary.LittleEndian)
	}
	escaped := bytes.ReplaceAll(content, []byte(`\`), []byte(`\\`))
	text, _ := types.StringLiteralToString(types.StringLiteral(escaped))
	return text
}

// units decodes UTF-16, without the names of languages that stand between escapes.
func units(content []byte, order binary.ByteOrder) string {
	var text []uint16
	language := false
	for ; len(content) >= 2; content = content[2:] {
		unit := order.Uint16(content)
		if unit == 0x1B {
			language = !language
		} else if !language {
			text = append(text, unit)
		}
	}
	return string(utf16.Decode(text))
}

// unmarked leaves out what stands between < and >; a paragraph or a break ends a line.
func unmarked(rich string) string {
	var text strings.Builder
	for rich != "" {
		before, after, _ := strings.Cut(rich, "<")
		text.WriteString(before)
		mark, rest, _ := strings.Cut(after, ">")
		if strings.HasPrefix(mark, "/p") || strings.HasPrefix(mark, "br") {
			text.WriteByte('\n')
		}
		rich = rest
	}
	return html.UnescapeString(text.String())
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n")

// tidy leaves lines of visible letters with single spaces between words.
func tidy(text string) string {
	var lines []string
	for line := range strings.Lines(lineEnds.Replace(text)) {
		if line = words(strings.Map(visible, line)); line != "" {
			lines = append(lines, line)
		}
	}
	text = strings.Join(lines, "\n")
	for ligature, whole := range ligatures {
		text = strings.ReplaceAll(text, string(ligature), whole)
	}
	return text
}

func visible(r rune) rune {
	if unicode.IsSpace(r) || unicode.IsPrint(r) {
		return r
	}
	return -1
}

func words(text string) string { return strings.Join(strings.Fields(text), " ") }

// says reports whether one text has the words of another, wherever their lines end.
func says(whole, part string) bool { return strings.Contains(words(whole), words(part)) }

func bounded(text string, letters int) string {
	count := 0
	for at := range text {
		if count++; count > letters {
			return text[:at]
		}
	}
	return text
}
