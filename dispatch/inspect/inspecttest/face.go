package inspecttest

import (
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is one of the fonts that every document is set in.
type face int

const (
	regular face = iota
	bold
	mono
	monoBold
	faces = iota
)

func (f face) bytes() []byte {
	return [faces][]byte{goregular.TTF, gobold.TTF, gomono.TTF, gomonobold.TTF}[f]
}

func (f face) name() string { return [faces]string{"regular", "bold", "mono", "monobold"}[f] }

// metrics are the parsed fonts and the widths of their letters, in thousandths of their size.
type metrics struct {
	fonts    [faces]*sfnt.Font
	advances [faces][widest]float64
}

// widest is one more than the last letter whose width is kept: Latin with its extensions.
const widest = 0x180

var loaded = sync.OnceValue(func() *metrics {
	m := new(metrics)
	for f := range face(faces) {
		parsed, err := opentype.Parse(f.bytes())
		if err != nil {
			panic(err)
		}
		m.fonts[f] = parsed
		for r := range m.advances[f] {
			m.advances[f][r] = advance(parsed, rune(r))
		}
	}
	return m
})

func advance(f *sfnt.Font, r rune) float64 {
	var buf sfnt.Buffer
	index, err := f.GlyphIndex(&buf, r)
	if err != nil {
		return 0
	}
	wide, err := f.GlyphAdvance(&buf, index, fixed.I(1000), font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(wide) / 64
}

// width is how wide the text is in points. Letters beyond the table count as a capital M.
func width(f face, size float64, text string) float64 {
	table, sum := &loaded().advances[f], 0.0
	for _, r := range text {
		if r >= widest {
			r = 'M'
		}
		sum += table[r]
	}
	return sum * size / 1000
}

// wrap breaks the text into lines no wider than the width given, in points.
func wrap(f face, size, wide float64, text string) []string {
	var all []string
	start, end, space := 0, 0, width(f, size, " ")
	used := 0.0
	for end < len(text) {
		next := end
		for next < len(text) && text[next] != ' ' {
			next++
		}
		word := width(f, size, text[end:next])
		if used > 0 && used+word > wide {
			all = append(all, text[start:end-1])
			start, used = end, 0
		}
		used += word + space
		end = next + 1
	}
	return append(all, text[min(start, len(text)):])
}
