package convert_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

func plainText(content []byte) ([]byte, error) {
	var out bytes.Buffer
	err := convert.PlainText(&out, bytes.NewReader(content))
	return out.Bytes(), err
}

// wordsOf are the words that pdftotext reads, page by page.
func wordsOf(t testing.TB, pdf string) [][]string {
	t.Helper()
	var pages [][]string
	text := strings.TrimSuffix(must(t, "pdftotext", "-layout", "-enc", "UTF-8", pdf, "-"), "\f")
	for page := range strings.SplitSeq(text, "\f") {
		pages = append(pages, strings.Fields(page))
	}
	return pages
}

const letter = "Présence d’un œdème — « léger » à l’été, ÇA VA ; où ? 25 € (NAM : TREJ58531417)"

func TestPlainTextKeepsItsWords(t *testing.T) {
	t.Parallel()
	windows, err := charmap.Windows1252.NewEncoder().String(letter)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(letter)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	tests := []struct {
		name    string
		content string
		want    [][]string
	}{
		{"UTF-8", letter, [][]string{strings.Fields(letter)}},
		{"UTF-8 with a mark", "\ufeff" + letter, [][]string{strings.Fields(letter)}},
		{"Windows-1252", windows, [][]string{strings.Fields(letter)}},
		{"UTF-16", string(wide), [][]string{strings.Fields(letter)}},
		{"letters in two pieces", "e\u0301te\u0301", [][]string{{"été"}}},
		{"letters without a shape", "日本 Ω ☎ 😀", [][]string{{"日本", "Ω", "☎", "😀"}}},
		{"lines of every system", "a\r\nb\nc\rd\u2028e", [][]string{{"a", "b", "c", "d", "e"}}},
		{"pages", "un\fdeux\n\ftrois\f", [][]string{{"un"}, {"deux"}, {"trois"}}},
		{"an empty page between", "un\f\fdeux", [][]string{{"un"}, {}, {"deux"}}},
		{"cells", "Nom\tNAM\tTél.", [][]string{{"Nom", "NAM", "Tél."}}},
		{"a long line", strings.Repeat("ordonnance ", 40), [][]string{slices.Repeat([]string{"ordonnance"}, 40)}},
		{"a soft hyphen and a space of no width", "ordon\u00adnance\u200b", [][]string{{"ordonnance"}}},
		{"a control character", "a\x01b", [][]string{{"a\ufffdb"}}},
		{"nothing but space", " \n\n", [][]string{{}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pdf, err := plainText([]byte(test.content))
			if err != nil {
				t.Fatal(err)
			}
			if got := wordsOf(t, sound(t, pdf)); fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPlainTextFillsPages(t *testing.T) {
	t.Parallel()
	pdf, err := plainText([]byte(strings.Repeat("ligne\n", 58)))
	if err != nil {
		t.Fatal(err)
	}
	path := sound(t, pdf)
	if pages := wordsOf(t, path); len(pages) != 2 || len(pages[0]) != 57 || len(pages[1]) != 1 {
		t.Errorf("%d pages", len(pages))
	}
	if sizes := pageSizes(t, path); sizes[0] != "612 x 792" {
		t.Error(sizes)
	}
}

func TestPlainTextIsBounded(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("x\f", 1999) + "x"
	if _, err := plainText([]byte(full)); err != nil {
		t.Error(err)
	}
	for name, content := range map[string]string{
		"2,001 pages": full + "\fx",
		"a long line": strings.Repeat("x", 33<<20),
	} {
		_, err := plainText([]byte(content))
		t.Run(name, func(t *testing.T) { expectCode(t, err, "too_many_pages") })
	}
	if err := convert.PlainText(broken{}, strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("the writer's error became %v", err)
	}
	expectCode(t, convert.PlainText(discard{}, brokenReader{}), "file_unreadable")
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errGone }

func FuzzPlainText(f *testing.F) {
	for _, seed := range []string{letter, "a\tb\r\n\fc", "\xff\xfea\x00b", "\xe9\x81", "e\u0301", strings.Repeat("x ", 99)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		pdf, err := plainText(content)
		if err != nil {
			expectCode(t, err, "too_many_pages")
			return
		}
		expectWhole(t, pdf)
	})
}
