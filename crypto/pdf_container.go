package crypto

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// Enclosure is a file that is no PDF, and the page that tells how to open it.
type Enclosure struct {
	Name      string // of the file, for who opens it
	MediaType string // of the file: type/subtype
	Page      string // what the only page says; an empty line parts paragraphs
}

// LockEnclosed writes a PDF of one page with src enclosed as it is, encrypted with AES-256, revision 6, so
// that the passphrase opens it in any PDF reader that shows attachments. It works in constant memory: what
// was written before an error is cut short and opens nowhere. The passphrase is bound like that of LockPDF.
// Errors are ErrPassphraseUnusable, and those of dst and src.
func LockEnclosed(dst io.Writer, src io.Reader, e Enclosure, passphrase string) error {
	if !usablePassphrase(passphrase) {
		return ErrPassphraseUnusable
	}
	lock, err := newPDFLock(passphrase)
	if err != nil {
		return err
	}
	w := &pdfWriter{out: bufio.NewWriterSize(dst, sealBuffer), lock: lock}
	w.write("%s", "%PDF-2.0\n%\xE2\xE3\xCF\xD3\n") // the second line tells that the file is binary (ISO 32000-2, 7.5.2)
	w.structure(e)
	w.stream(pdfContents, "", strings.NewReader(pageContents(e.Page)))
	w.stream(pdfFile, " /Type /EmbeddedFile /Subtype "+pdfName(e.MediaType), src)
	w.object(pdfEncryption, lock.dictionary())
	w.end()
	if w.err != nil {
		return w.err
	}
	return w.out.Flush()
}

// The objects of the PDF. Each stream's length stands in the object after it.
const (
	pdfCatalog = 1 + iota
	pdfPages
	pdfPage
	pdfFont
	pdfAttachment
	pdfContents
	pdfContentsLength
	pdfFile
	pdfFileLength
	pdfEncryption
	pdfObjects // how many, with the free one
)

// pdfWriter writes objects and remembers where they begin.
type pdfWriter struct {
	out     *bufio.Writer
	lock    *pdfLock
	at      int64
	offsets [pdfObjects]int64
	err     error
}

// Write counts what it passes on.
func (w *pdfWriter) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.out.Write(p)
	w.at += int64(n)
	w.err = err
	return n, err
}

func (w *pdfWriter) write(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func (w *pdfWriter) object(number int, body string) {
	w.offsets[number] = w.at
	w.write("%d 0 obj\n%s\nendobj\n", number, body)
}

func (w *pdfWriter) structure(e Enclosure) {
	name := w.lock.text(utf16Text(e.Name))
	w.object(pdfCatalog, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /PageMode /UseAttachments /AF [ %d 0 R ]\n"+
		"/Names << /EmbeddedFiles << /Names [ %s %d 0 R ] >> >> >>", pdfPages, pdfAttachment, w.lock.text("1"), pdfAttachment))
	w.object(pdfPages, fmt.Sprintf("<< /Type /Pages /Kids [ %d 0 R ] /Count 1 >>", pdfPage))
	w.object(pdfPage, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [ 0 0 612 792 ] /Contents %d 0 R\n"+
		"/Resources << /Font << /F1 %d 0 R >> >> >>", pdfPages, pdfContents, pdfFont))
	w.object(pdfFont, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	w.object(pdfAttachment, fmt.Sprintf("<< /Type /Filespec /F %s /UF %s /AFRelationship /Source\n/EF << /F %d 0 R /UF %d 0 R >> >>",
		name, name, pdfFile, pdfFile))
}

// stream writes a compressed and encrypted stream. Compression brings the only sum by which a reader can
// notice that the file was damaged, and not every reader looks: a PDF protects secrecy, not integrity.
func (w *pdfWriter) stream(number int, entries string, src io.Reader) {
	w.offsets[number] = w.at
	w.write("%d 0 obj\n<<%s /Filter /FlateDecode /Length %d 0 R >>\nstream\n", number, entries, number+1)
	begin := w.at
	if err := w.squeeze(src); err != nil && w.err == nil {
		w.err = err
	}
	length := w.at - begin
	w.write("\nendstream\nendobj\n")
	w.object(number+1, fmt.Sprint(length))
}

func (w *pdfWriter) squeeze(src io.Reader) error {
	encrypted, err := w.lock.stream(w)
	if err != nil {
		return err
	}
	compressed, err := zlib.NewWriterLevel(encrypted, zlib.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := io.Copy(compressed, src); err != nil {
		return err // left open: a stream closed here would pass for a whole one
	}
	if err := compressed.Close(); err != nil {
		return err
	}
	return encrypted.Close()
}

// end writes the table of offsets (ISO 32000-2, 7.5.4) and the trailer.
func (w *pdfWriter) end() {
	begin := w.at
	w.write("xref\n0 %d\n0000000000 65535 f \n", int(pdfObjects))
	for _, offset := range w.offsets[1:] {
		w.write("%010d 00000 n \n", offset)
	}
	id := randomBytes(16)
	w.write("trailer\n<< /Size %d /Root %d 0 R /Encrypt %d 0 R /ID [ <%x> <%x> ] >>\nstartxref\n%d\n%%%%EOF\n",
		int(pdfObjects), pdfCatalog, pdfEncryption, id, id, begin)
}

// pdfName escapes what cannot stand in a name (ISO 32000-2, 7.3.5).
func pdfName(s string) string {
	var name strings.Builder
	name.WriteByte('/')
	for _, b := range []byte(s) {
		if b <= ' ' || b > '~' || strings.IndexByte("#/()<>[]{}%", b) >= 0 {
			fmt.Fprintf(&name, "#%02X", b)
		} else {
			name.WriteByte(b)
		}
	}
	return name.String()
}

// utf16Text is text beyond ASCII as every reader knows it (ISO 32000-2, 7.9.2.2).
func utf16Text(s string) string {
	text := []byte{0xFE, 0xFF}
	for _, unit := range utf16.Encode([]rune(s)) {
		text = binary.BigEndian.AppendUint16(text, unit)
	}
	return string(text)
}

// Where the page's text stands, in points, and how much fits in a line of Helvetica at 11 points.
const (
	pageLeft, pageTop = 72, 720
	pageLine          = 84 // characters
)

// pageContents sets text. What the font does not have becomes a question mark.
func pageContents(text string) string {
	var page bytes.Buffer
	fmt.Fprintf(&page, "BT /F1 11 Tf 15 TL %d %d Td\n", pageLeft, pageTop)
	ansi := encoding.ReplaceUnsupported(charmap.Windows1252.NewEncoder())
	escape := strings.NewReplacer("\x1a", "?", `\`, `\\`, `(`, `\(`, `)`, `\)`)
	for paragraph := range strings.SplitSeq(text, "\n") {
		for _, line := range wrapped(paragraph, pageLine) {
			encoded, err := ansi.String(line)
			if err != nil {
				encoded = "?"
			}
			fmt.Fprintf(&page, "(%s) '\n", escape.Replace(encoded))
		}
	}
	page.WriteString("ET\n")
	return page.String()
}

// wrapped breaks at spaces; a longer word stays whole.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
