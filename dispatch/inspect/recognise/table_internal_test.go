package recognise

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

const heading = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"

func TestTable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		table string
		want  []string
	}{
		{"nothing", heading, nil},
		{"two words", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.1\tBonjour\n5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t91\tdocteur\n", []string{"Bonjour docteur"}},
		{"two lines", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96\tun\n5\t1\t1\t1\t2\t1\t10\t40\t40\t20\t91\tdeux\n", []string{"un", "deux"}},
		{"two blocks", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96\tun\n5\t1\t2\t1\t1\t1\t10\t40\t40\t20\t91\tdeux\n", []string{"un", "deux"}},
		{"two cells", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96\tNAM\n5\t1\t1\t1\t1\t2\t300\t10\t90\t20\t91\tTREJ58531417\n", []string{"NAM\tTREJ58531417"}},
		{"an unsure word", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t29.9\t~|\n5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t30\tréel\n", []string{"réel"}},
		{"what holds words is no word", "4\t1\t1\t1\t1\t0\t10\t10\t40\t20\t-1\t\n", nil},
		{"the end of lines on Windows", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96\tun\r\n", []string{"un"}},
		{"a tab in a word", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96\ta\tb\n", []string{"ab"}},
		{"no numbers", "5\t1\t1\t1\t1\t1\tx\t10\t40\t20\t96\tun\n", nil},
		{"a sureness that is none", "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\tNaN\tun\n", nil},
		{"a place off the page", "5\t1\t1\t1\t1\t1\t-10\t10\t40\t99999999\t96\tun\n", nil},
		{"a row cut short", "5\t1\t1\t1\t1\t1\t10\t10", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, line := range readTable(test.table, 0.36) {
				got = append(got, line.Text)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLineCoversItsWords(t *testing.T) {
	t.Parallel()
	lines := readTable("5\t1\t1\t1\t1\t1\t100\t100\t50\t20\t96\tun\n5\t1\t1\t1\t1\t2\t160\t90\t40\t40\t96\tdeux\n", 0.5)
	if want := (layout.Line{Text: "un deux", X: 50, Y: 45, W: 50, H: 20, Size: lines[0].Size}); lines[0] != want {
		t.Errorf("got %+v, want %+v", lines[0], want)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for listed, want := range map[string]string{
		"List of available languages (3):\neng\nfra\nosd\n": "fra+eng",
		"List (1):\neng\n": "eng", "fra\r\n": "fra", "deu\nosd\n": "", "": "",
	} {
		if got := known(listed); got != want {
			t.Errorf("%q: got %q, want %q", listed, got, want)
		}
	}
}

func TestTableIsBounded(t *testing.T) {
	t.Parallel()
	row := "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96\tun\n"
	lines := readTable(strings.Repeat(row, maxWords+10), 1)
	if words := strings.Fields(lines[0].Text); len(lines) != 1 || len(words) != maxWords {
		t.Errorf("%d words", len(words))
	}
}

func FuzzTable(f *testing.F) {
	f.Add(heading + "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.1\tBonjour\n")
	f.Add("5\t1\t1\t1\t1\t1\t10\t10\t0\t0\t100\t\xff\u2028x\n5\t\t\t\t\t\t0\t0\t0\t0\t1e9\ty")
	f.Fuzz(func(t *testing.T, table string) {
		for _, line := range readTable(table, 0.36) {
			if line.Text == "" || !utf8.ValidString(line.Text) || strings.ContainsAny(line.Text, "\n\r") {
				t.Errorf("text %q", line.Text)
			}
			if line.W < 0 || line.H < 0 || line.X < 0 || line.Y < 0 || line.Size < minLetter || line.Size > maxLetter {
				t.Errorf("%+v", line)
			}
		}
	})
}
