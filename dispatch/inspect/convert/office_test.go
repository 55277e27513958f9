package convert_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

func office(t testing.TB) convert.Office {
	t.Helper()
	o := convert.FindOffice()
	if !o.Installed() {
		t.Fatal("LibreOffice is missing; make test installs it")
	}
	return o
}

// What LibreOffice writes is told apart, and comes back as a PDF with the same words.
func TestOfficeFormats(t *testing.T) {
	t.Parallel()
	const rtf = `{\rtf1\ansi\ansicpg1252 R\'e9sum\'e9 de dossier, \'e9t\'e9 2026\par}`
	const csv = "Nom;Téléphone\r\nTremblay;514 555-0142\r\n"
	tests := []struct {
		extension string
		source    string
		format    convert.Format
		words     string
	}{
		{"rtf", rtf, convert.RTF, "Résumé de dossier, été 2026"},
		{"docx", rtf, convert.DOCX, "Résumé de dossier, été 2026"},
		{"odt", rtf, convert.ODT, "Résumé de dossier, été 2026"},
		{"doc", rtf, convert.DOC, "Résumé de dossier, été 2026"},
		{"csv", csv, convert.Sheet, "Nom Téléphone Tremblay 514 555-0142"},
		{"xlsx", csv, convert.Sheet, "Nom Téléphone Tremblay 514 555-0142"},
	}
	for _, test := range tests {
		t.Run(test.extension, func(t *testing.T) {
			t.Parallel()
			path := written(t, test.source, test.extension)
			content := read(t, path)
			if got := convert.Detect(content[:min(len(content), 64<<10)], path); got != test.format {
				t.Fatalf("taken for %s", got)
			}
			pdf, err := office(t).Convert(t.Context(), path, test.format)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(slices.Concat(wordsOf(t, sound(t, pdf))...), " ")
			if !strings.Contains(got, test.words) {
				t.Errorf("got %q, want %q", got, test.words)
			}
		})
	}
}

// written is a file that LibreOffice wrote from source, or source itself.
func written(t *testing.T, source, extension string) string {
	t.Helper()
	name, filter := "a.rtf", "--infilter=Rich Text Format"
	if source[0] != '{' {
		name, filter = "a.csv", "--infilter=Text - txt - csv (StarCalc):59,34,76,1"
	}
	path := write(t, name, []byte(source))
	if filepath.Ext(name) == "."+extension {
		return path
	}
	folder := t.TempDir()
	must(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(folder, "profile"), "--headless", filter,
		"--convert-to", extension, "--outdir", folder, path)
	return filepath.Join(folder, "a."+extension)
}

// A document may ask for a picture from elsewhere: nobody is told that it was opened.
func TestOfficeTellsNobody(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int32
	go func() {
		for {
			caller, err := listener.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			caller.Close()
		}
	}()
	linked := `{\rtf1\ansi Avec image {\field{\*\fldinst INCLUDEPICTURE "http://` + listener.Addr().String() +
		`/a.png" \\d}{\fldrslt x}}\par}`
	_, err = office(t).Convert(t.Context(), write(t, "a.rtf", []byte(linked)), convert.RTF)
	listener.Close()
	if err != nil || calls.Load() != 0 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestOfficeRefuses(t *testing.T) {
	t.Parallel()
	text := write(t, "a.rtf", []byte(`{\rtf1 x}`))
	tests := []struct {
		name   string
		office convert.Office
		path   string
		format convert.Format
		code   string
	}{
		{"without LibreOffice", convert.Office{}, text, convert.RTF, "office_absent"},
		{"a picture", office(t), text, convert.PNG, "format_unknown"},
		{"a file that is not there", office(t), text + "x", convert.RTF, "file_unreadable"},
		{"a package that is none", office(t), write(t, "a.docx", []byte("PK\x03\x04broken")), convert.DOCX, "office_failed"},
		{"a package that unpacks to 4 GB", office(t), write(t, "b.docx", bomb(t)), convert.DOCX, "document_too_complex"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.office.Convert(t.Context(), test.path, test.format)
			expectCode(t, err, test.code)
			if err != nil && strings.Contains(err.Error(), string(os.PathSeparator)+"tmp") {
				t.Errorf("%v names a file", err)
			}
		})
	}
}

func TestOfficeIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := office(t).Convert(ctx, write(t, "a.rtf", []byte(`{\rtf1 x}`)), convert.RTF)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// An embedded object is shown as nothing or as its picture; it is not started.
func TestOfficeWithEmbeddedObject(t *testing.T) {
	t.Parallel()
	const rtf = `{\rtf1\ansi Avant{\object\objemb\objw500\objh500{\*\objclass Package}{\*\objdata 0105000002000000080000005061636b616765000000000000000000040000006162636401050000}}apr\'e8s\par}`
	pdf, err := office(t).Convert(t.Context(), write(t, "a.rtf", []byte(rtf)), convert.RTF)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(slices.Concat(wordsOf(t, sound(t, pdf))...), ""); !strings.Contains(got, "Avant") {
		t.Errorf("got %q", got)
	}
}

// bomb is a document that says so itself: four parts of a gigabyte of zeros.
func bomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := archive.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Deflate, CompressedSize64: 4, UncompressedSize64: 2 << 30,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("\x03\x00\x00\x00")); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
