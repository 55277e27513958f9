package convert

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxUnpacked is what the parts of a packaged document may say they unpack to, in bytes. A text of a thousand
// pages has twenty million.
const maxUnpacked = 1 << 30

// job is one conversion: a folder with a profile that is thrown away, the document, and the result.
type job struct {
	folder   *folder
	document string // its name in the folder: nothing about the person
	filter   string // how to read it, where that must be said
}

// documentNames are told to LibreOffice in place of the file's own name.
var documentNames = map[Format]string{DOC: "document.doc", DOCX: "document.docx", ODT: "document.odt", RTF: "document.rtf"}

func newJob(f *folder, path string, format Format) (job, error) {
	j := job{folder: f, document: documentNames[format]}
	err := j.take(path, format)
	switch {
	case errors.Is(err, errTooLarge):
		return job{}, refuse("office", "file_too_large", nil)
	case errors.Is(err, errOutput):
		return job{}, refuse("office", "document_too_complex", nil)
	case errors.Is(err, errDisk):
		return job{}, refuse("office", "office_failed", nil)
	case err != nil:
		return job{}, refuse("office", "file_unreadable", nil)
	}
	return j, nil
}

var errDisk = errors.New("the folder cannot be written to")

// take copies the document in: LibreOffice makes files beside what it opens.
func (j *job) take(path string, format Format) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, officeInput+1))
	switch {
	case err != nil:
		return err
	case len(content) > officeInput:
		return errTooLarge
	}
	if format == Sheet {
		content = j.nameSheet(content)
	}
	if err := checkPackage(content); err != nil {
		return err
	}
	if os.WriteFile(j.path(j.document), content, 0o600) != nil || j.writeProfile() != nil {
		return errDisk
	}
	return nil
}

func (j *job) path(name string) string { return filepath.Join(j.folder.path, name) }

// nameSheet finds the name that fits a spreadsheet. Separated values are handed on in UTF-8.
func (j *job) nameSheet(content []byte) []byte {
	head := string(content[:min(len(content), 64<<10)])
	switch {
	case strings.HasPrefix(head, compoundFile):
		j.document = "document.xls"
	case !strings.HasPrefix(head, zipEntry):
		j.document = "document.csv"
		content = decoded(content)
		j.filter = csvFilter(content)
	case openDocument([]byte(head)) == Sheet:
		j.document = "document.ods"
	default:
		j.document = "document.xlsx"
	}
	return content
}

// csvFilter names the separator, a quote, UTF-8 and the first line, as LibreOffice's filter options do. In
// French, Excel separates by semicolons.
func csvFilter(content []byte) string {
	line, _ := cutLine(content)
	separator, most := "44", strings.Count(string(line), ",")
	for _, other := range []struct{ code, letter string }{{"59", ";"}, {"9", "\t"}} {
		if n := strings.Count(string(line), other.letter); n > most {
			separator, most = other.code, n
		}
	}
	return "Text - txt - csv (StarCalc):" + separator + ",34,76,1"
}

// checkPackage refuses a package that says it unpacks to more than a document has.
func checkPackage(content []byte) error {
	if !strings.HasPrefix(string(content[:min(len(content), len(zipEntry))]), zipEntry) {
		return nil
	}
	archive, err := zip.NewReader(strings.NewReader(string(content)), int64(len(content)))
	if err != nil {
		return nil // LibreOffice judges what is broken
	}
	total := uint64(0)
	for _, file := range archive.File {
		total += min(file.UncompressedSize64, maxUnpacked+1)
		if total > maxUnpacked {
			return errOutput
		}
	}
	return nil
}

func (j *job) writeProfile() error {
	if err := os.MkdirAll(j.path(filepath.Join("profile", "user")), 0o700); err != nil {
		return err
	}
	return os.WriteFile(j.path(filepath.Join("profile", "user", "registrymodifications.xcu")), []byte(profile), 0o600)
}

func (j *job) arguments() []string {
	path := filepath.ToSlash(j.path("profile"))
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	arguments := []string{
		"-env:UserInstallation=" + (&url.URL{Scheme: "file", Path: path}).String(),
		"--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard",
	}
	if j.filter != "" {
		arguments = append(arguments, "--infilter="+j.filter)
	}
	return append(arguments, "--convert-to", "pdf", "--outdir", j.path("result"), j.path(j.document))
}

// environment keeps the person's own settings, caches and name out.
func (j *job) environment() []string {
	folder := j.folder.path
	if runtime.GOOS == "windows" {
		return append(kept("SystemRoot", "SystemDrive", "PATH", "ProgramFiles", "ProgramData", "NUMBER_OF_PROCESSORS"),
			"TEMP="+folder, "TMP="+folder, "USERPROFILE="+folder, "APPDATA="+folder, "LOCALAPPDATA="+folder)
	}
	return append(kept("PATH"), "HOME="+folder, "TMPDIR="+folder, "LC_ALL=C.UTF-8", "SAL_USE_VCLPLUGIN=svp")
}

func kept(names ...string) []string {
	var environment []string
	for _, name := range names {
		if value, set := os.LookupEnv(name); set {
			environment = append(environment, name+"="+value)
		}
	}
	return environment
}

// result reads the PDF. LibreOffice ends well also when it could not read the document: then there is none.
func (j *job) result() ([]byte, error) {
	file, err := os.Open(filepath.Join(j.path("result"), "document.pdf"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, refuse("office", "office_failed", nil)
	}
	if err != nil {
		return nil, refuse("office", "office_failed", nil)
	}
	defer file.Close()
	pdf, err := io.ReadAll(io.LimitReader(file, officeOutput+1))
	switch {
	case err != nil:
		return nil, refuse("office", "office_failed", nil)
	case len(pdf) > officeOutput:
		return nil, refuse("office", "document_too_complex", nil)
	}
	return pdf, nil
}
