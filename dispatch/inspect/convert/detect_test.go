package convert_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	const mimetype = "application/vnd.oasis.opendocument."
	tests := []struct {
		name string
		head string
		file string
		want convert.Format
	}{
		{"a PDF", "%PDF-1.7\n", "a.pdf", convert.PDF},
		{"a PDF behind what a printer was told", "\x1b%-12345X@PJL\r\n%PDF-1.4", "a.prn", convert.PDF},
		{"a PDF further down than readers look", strings.Repeat("x", 1024) + "%PDF-1.4", "a.txt", convert.Text},
		{"a PDF that is called a picture", "%PDF-1.7\n", "a.png", convert.PDF},
		{"a PDF stored in an archive is an archive", zipOf(t, "roy.pdf", "%PDF-1.7"), "a.zip", convert.Unknown},
		{"PNG", "\x89PNG\r\n\x1a\n....", "a", convert.PNG},
		{"JPEG", "\xff\xd8\xff\xe0", "a.jpg", convert.JPEG},
		{"TIFF, little end first", "II*\x00....", "a.tif", convert.TIFF},
		{"TIFF, big end first", "MM\x00*....", "a.tif", convert.TIFF},
		{"BigTIFF", "II+\x00\x08\x00", "a.tif", convert.Unknown},
		{"BigTIFF, big end first", "MM\x00+\x00\x08", "a.tif", convert.Unknown},
		{"GIF", "GIF89a....", "a.gif", convert.GIF},
		{"WebP", "RIFF....WEBPVP8 ", "a.webp", convert.WebP},
		{"BMP", "BM....\x00\x00\x00\x006\x00\x00\x00\x28\x00\x00\x00", "a.bmp", convert.BMP},
		{"a text that begins like a BMP", "BMI : 24, IMC en français", "a.txt", convert.Text},
		{"a telephone's photograph", "\x00\x00\x00\x18ftypheic", "a.heic", convert.Unknown},
		{"RTF", `{\rtf1\ansi`, "a.doc", convert.RTF},
		{"DICOM", strings.Repeat("\x00", 128) + "DICM", "a.dcm", convert.DICOM},
		{"DOCX", zipOf(t, "[Content_Types].xml", "", "_rels/.rels", "", "word/document.xml", ""), "a", convert.DOCX},
		{"XLSX", zipOf(t, "[Content_Types].xml", "", "xl/workbook.xml", ""), "a", convert.Sheet},
		{"slides", zipOf(t, "[Content_Types].xml", "", "ppt/presentation.xml", ""), "a.docx", convert.Unknown},
		{"DOCX whose parts come later", zipOf(t, "[Content_Types].xml", ""), "a.docx", convert.DOCX},
		{"XLSX whose parts come later", zipOf(t, "[Content_Types].xml", ""), "a.XLSX", convert.Sheet},
		{"ODT", zipOf(t, "mimetype", mimetype+"text"), "a", convert.ODT},
		{"ODS", zipOf(t, "mimetype", mimetype+"spreadsheet"), "a", convert.Sheet},
		{"ODP", zipOf(t, "mimetype", mimetype+"presentation"), "a.odt", convert.Unknown},
		{"an archive that is called DOCX", zipOf(t, "notes.txt", "x"), "a.docx", convert.Unknown},
		{"DOC", compound("WordDocument"), "a", convert.DOC},
		{"XLS", compound("Workbook"), "a", convert.Sheet},
		{"an encrypted DOCX", compound("EncryptedPackage"), "a.docx", convert.Unknown},
		{"a message of Outlook", compound("__substg1.0"), "a.doc", convert.Unknown},
		{"DOC with its directory far off", compound("x")[:512], "a.doc", convert.DOC},
		{"XLS with its directory far off", compound("x")[:512], "a.xls", convert.Sheet},
		{"CSV", "Nom;NAM\r\n", "liste.CSV", convert.Sheet},
		{"a program called CSV", "\x7fELF\x02\x01\x00\x00", "liste.csv", convert.Unknown},
		{"text in UTF-8", "Présence d’un œdème", "a.txt", convert.Text},
		{"text cut inside a letter", "Présence d’un \xc5", "a.txt", convert.Text},
		{"text in Windows-1252", "Pr\xe9sence d\x92un \x9cd\xe8me", "a.txt", convert.Text},
		{"text in UTF-16", "\xff\xfeB\x00o\x00n\x00", "a.txt", convert.Text},
		{"text in UTF-16, big end first", "\xfe\xff\x00B\x00o\x00n", "a.txt", convert.Text},
		{"text with tabs and pages", "a\tb\r\n\fc", "a", convert.Text},
		{"text with a zero", "abc\x00def", "a.txt", convert.Unknown},
		{"text with an escape", "abc\x1b[31m", "a.txt", convert.Unknown},
		{"what Windows-1252 does not have", "Pr\xe9sence\x81", "a.txt", convert.Unknown},
		{"UTF-16 with a zero", "\xff\xfeB\x00\x00\x00", "a.txt", convert.Unknown},
		{"nothing", "", "a.txt", convert.Unknown},
		{"a byte-order mark alone", "\xff\xfe", "a.txt", convert.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := convert.Detect([]byte(test.head), test.file); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// zipOf stores names and contents in turns.
func zipOf(t testing.TB, entries ...string) string {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: entries[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compound is the beginning of an OLE file with one stream in its directory, behind the root.
func compound(stream string) string {
	file := make([]byte, 3*512)
	copy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	file[30] = 9
	file[48] = 1
	binary.LittleEndian.PutUint16(file[2*512+128+64:], uint16(2*len(stream)+2))
	for i, unit := range utf16.Encode([]rune(stream)) {
		binary.LittleEndian.PutUint16(file[2*512+128+2*i:], unit)
	}
	return string(file)
}
