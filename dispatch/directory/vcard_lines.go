package directory

import (
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// card is the text of one card and the line on which it begins.
type card struct {
	line int
	text string
}

// longestLine bounds one property, in bytes: a picture is longer, and is not read.
const longestLine = 16 << 10

// cards cuts a file into cards, as version 3 writes them: without the quoted-printable, the bare types and
// the pictures of version 2.1.
func cards(text string) []card {
	var all []card
	var current *strings.Builder
	for _, l := range properties(text) {
		switch {
		case begins(l.text, "BEGIN:VCARD"):
			all = append(all, card{line: l.number})
			current = &strings.Builder{}
		case current == nil:
			continue
		}
		if len(l.text) <= longestLine {
			current.WriteString(modern(l.text) + "\r\n")
		}
		if begins(l.text, "END:VCARD") || begins(l.text, "BEGIN:VCARD") {
			all[len(all)-1].text = current.String()
		}
	}
	return all
}

type property struct {
	number int
	text   string
}

// properties unfolds lines: those that begin with a blank, and in quoted-printable those after one that ends
// with an equals sign.
func properties(text string) []property {
	var all []property
	var whole strings.Builder
	start, number, soft := 0, 0, false
	finish := func() {
		if start > 0 {
			all = append(all, property{start, whole.String()})
		}
		whole.Reset()
	}
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		continued := soft
		if soft = strings.HasSuffix(line, "=") && (continued || quoted(line)); soft {
			line = strings.TrimSuffix(line, "=")
		}
		switch {
		case continued:
			whole.WriteString(line)
		case start > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")):
			whole.WriteString(line[1:])
		default:
			finish()
			start = number
			whole.WriteString(line)
		}
	}
	finish()
	return all
}

// quoted reports whether a property is written in quoted-printable.
func quoted(line string) bool {
	name, _, _ := strings.Cut(line, ":")
	return strings.Contains(strings.ToUpper(name), "QUOTED-PRINTABLE")
}

// modern writes a property of version 2.1 as version 3 does; any other stays as it is.
func modern(line string) string {
	name, value, ok := strings.Cut(line, ":")
	if !ok || !strings.Contains(name, ";") || strings.Contains(name, `"`) {
		return line
	}
	parts := strings.Split(name, ";")
	kept := parts[:1]
	for _, part := range parts[1:] {
		upper := strings.ToUpper(strings.TrimPrefix(strings.ToUpper(part), "ENCODING="))
		switch {
		case upper == "QUOTED-PRINTABLE":
			value = unquoted(value, slices.ContainsFunc(parts, latin))
		case upper == "BASE64", upper == "B", upper == "8BIT", upper == "7BIT", strings.HasPrefix(upper, "CHARSET="), part == "":
		case !strings.Contains(part, "="):
			kept = append(kept, "TYPE="+part)
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ";") + ":" + value
}

func latin(part string) bool {
	part = strings.ToUpper(part)
	return part == "CHARSET=ISO-8859-1" || part == "CHARSET=WINDOWS-1252"
}

// unquoted decodes quoted-printable; a line break in it is a blank.
func unquoted(value string, latin bool) string {
	decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value)))
	if err != nil {
		return value
	}
	if latin {
		if text, err := charmap.Windows1252.NewDecoder().Bytes(decoded); err == nil {
			decoded = text
		}
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(string(decoded))
}
