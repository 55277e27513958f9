package print

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch/wording"
)

// Revocation is what stands on the page that revokes the clinic's own key.
type Revocation struct {
	Clinic      string
	Fingerprint string // hexadecimal
	Addresses   []string
	Made        time.Time // of the key
	Printed     time.Time
	Certificate string // armored
}

// WriteRevocation writes the page: what it is for, where to keep it, how to use it, and the certificate to
// scan or to type again.
func WriteRevocation(w io.Writer, words *wording.Catalogue, r Revocation) error {
	p := newPage(words.Text("print_revocation_title"), r.Printed)
	p.paragraph(words.Text("print_revocation_what", "clinic", r.Clinic))
	p.heading(words.Text("print_revocation_keep_title"))
	p.paragraph(words.Text("print_revocation_keep"))
	p.heading(words.Text("print_revocation_use_title"))
	p.paragraph(words.Text("print_revocation_use"))
	p.heading(words.Text("print_revocation_key_title"))
	p.exact(grouped(r.Fingerprint))
	p.paragraph(strings.Join(r.Addresses, "\n"))
	p.paragraph(words.Text("print_revocation_dates", "made", words.Date(r.Made, r.Printed.Location()), "printed", words.Date(r.Printed, r.Printed.Location())))
	p.heading(words.Text("print_revocation_certificate_title"))
	p.exact(strings.TrimSpace(r.Certificate))
	return p.finish(w)
}

// grouped writes a fingerprint in fours, five to a line.
func grouped(fingerprint string) string {
	var lines []string
	for line := range slices.Chunk([]byte(strings.ToUpper(fingerprint)), 20) {
		var groups []string
		for group := range slices.Chunk(line, 4) {
			groups = append(groups, string(group))
		}
		lines = append(lines, strings.Join(groups, " "))
	}
	return strings.Join(lines, "\n")
}
