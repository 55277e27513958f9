package ui

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fitting says what a text does when it is wider than its place.
type fitting uint8

const (
	wrapped   fitting = iota // goes on below
	truncated                // ends with an ellipsis
	whole                    // asks for its whole width
)

// text is writing without margins, so that layouts alone decide the distances.
type text struct {
	widget.BaseWidget
	words   string
	size    fyne.ThemeSizeName
	color   fyne.ThemeColorName
	style   fyne.TextStyle
	align   fyne.TextAlign
	fitting fitting
}

var _ fyne.Accessible = (*text)(nil)

func newText(words string, size fyne.ThemeSizeName, color fyne.ThemeColorName, f fitting) *text {
	t := &text{words: words, size: size, color: color, fitting: f}
	t.ExtendBaseWidget(t)
	return t
}

func body(words string) *text {
	return newText(words, theme.SizeNameText, theme.ColorNameForeground, wrapped)
}

func caption(words string) *text {
	return newText(words, theme.SizeNameCaptionText, colorSecondary, wrapped)
}

func heading(words string) *text {
	return newText(words, theme.SizeNameHeadingText, theme.ColorNameForeground, truncated)
}

func strong(words string) *text { return body(words).bold() }

// line is body text on one line.
func line(words string) *text {
	return newText(words, theme.SizeNameText, theme.ColorNameForeground, truncated)
}

// captionLine is caption text on one line.
func captionLine(words string) *text {
	return newText(words, theme.SizeNameCaptionText, colorSecondary, truncated)
}

func (t *text) bold() *text {
	t.style.Bold = true
	return t
}

func (t *text) tint(color fyne.ThemeColorName) *text {
	t.color = color
	return t
}

func (t *text) fit(f fitting) *text {
	t.fitting = f
	return t
}

// set changes the words; the same words cost nothing.
func (t *text) set(words string) {
	if t.words == words {
		return
	}
	t.words = words
	t.Refresh()
}

// AccessibilityLabel is the words.
func (t *text) AccessibilityLabel() string { return t.words }

// AccessibilityRole says that this is text.
func (t *text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is called by Fyne.
func (t *text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{text: t}
	r.arrange()
	return r
}

type textRenderer struct {
	text  *text
	lines []fyne.CanvasObject
	width float32
}

func (r *textRenderer) Destroy() {}

func (r *textRenderer) Objects() []fyne.CanvasObject { return r.lines }

func (r *textRenderer) Layout(size fyne.Size) {
	if size.Width != r.width {
		r.width = size.Width
		r.arrange()
	}
	height := r.lineHeight()
	for i, l := range r.lines {
		l.Move(fyne.NewPos(0, float32(i)*height))
		l.Resize(fyne.NewSize(size.Width, height))
	}
}

func (r *textRenderer) MinSize() fyne.Size {
	width := float32(0)
	if r.text.fitting == whole {
		width = r.measure(r.text.words)
	}
	return fyne.NewSize(width, float32(max(1, len(r.lines)))*r.lineHeight())
}

func (r *textRenderer) Refresh() {
	r.arrange()
	r.Layout(r.text.Size())
	canvas.Refresh(r.text)
}

// arrange breaks the words into lines for the present width.
func (r *textRenderer) arrange() {
	t := r.text
	variant := fyne.CurrentApp().Settings().ThemeVariant()
	r.lines = r.lines[:0:0]
	for _, words := range r.broken() {
		l := canvas.NewText(words, t.Theme().Color(t.color, variant))
		l.TextSize, l.TextStyle, l.Alignment = t.Theme().Size(t.size), t.style, t.align
		r.lines = append(r.lines, l)
	}
}

func (r *textRenderer) broken() []string {
	words := r.text.words
	switch {
	case r.width <= 0 || r.text.fitting == whole:
		return []string{words}
	case r.text.fitting == truncated:
		return []string{ellipsis(words, r.width, r.measure)}
	default:
		return wrap(words, r.width, r.measure)
	}
}

func (r *textRenderer) measure(words string) float32 {
	return fyne.MeasureText(words, r.text.Theme().Size(r.text.size), r.text.style).Width
}

func (r *textRenderer) lineHeight() float32 {
	return fyne.MeasureText("M", r.text.Theme().Size(r.text.size), r.text.style).Height
}

// unbroken keeps words on one line.
func unbroken(words string) string { return strings.ReplaceAll(words, " ", "\u00a0") }

// ellipsis shortens words to a width.
func ellipsis(words string, width float32, measure func(string) float32) string {
	if measure(words) <= width {
		return words
	}
	runes := []rune(words)
	low, high := 0, len(runes)
	for low < high {
		middle := (low + high + 1) / 2
		if measure(string(runes[:middle])+"…") <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

// wrap breaks words at spaces, and inside a word only when the word alone is too wide. No-break spaces
// hold, and so does the space after a number, as in "12 h 05" and "418 555-0199".
func wrap(words string, width float32, measure func(string) float32) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(words, "\n") {
		current := ""
		for _, word := range together(strings.Split(paragraph, " "), width, measure) {
			if joined := current + " " + word; current != "" && measure(joined) <= width {
				current = joined
				continue
			}
			if current != "" {
				lines = append(lines, current)
			}
			for measure(word) > width && utf8.RuneCountInString(word) > 1 {
				head := widest(word, width, measure)
				lines, word = append(lines, head), word[len(head):]
			}
			current = word
		}
		lines = append(lines, current)
	}
	return lines
}

// together joins numbers with the word after them, as long as both fit on a line.
func together(words []string, width float32, measure func(string) float32) []string {
	var kept []string
	for i, word := range words {
		if i > 0 && inseparable(words[i-1], word) {
			if both := kept[len(kept)-1] + " " + word; measure(both) <= width {
				kept[len(kept)-1] = both
				continue
			}
		}
		kept = append(kept, word)
	}
	return kept
}

// inseparable reports whether no line ends between two words.
func inseparable(word, next string) bool {
	if word == "h" {
		return next != "" && next[0] >= '0' && next[0] <= '9'
	}
	return number.MatchString(word)
}

// number is a word of digits, maybe behind a bracket.
var number = regexp.MustCompile(`^[(«]?[0-9]+$`)

// widest is the longest beginning of word that fits, at least one character.
func widest(word string, width float32, measure func(string) float32) string {
	runes := []rune(word)
	n := len(runes) - 1
	for n > 1 && measure(string(runes[:n])) > width {
		n--
	}
	return string(runes[:n])
}
