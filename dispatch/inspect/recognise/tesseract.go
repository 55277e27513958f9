package recognise

import (
	"bytes"
	"context"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/convert/program"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// What a page may cost.
const (
	pageTime   = 30 * time.Second
	pageMemory = 2 << 30  // bytes of address space
	pageOutput = 8 << 20  // bytes; a dense page gives a hundred thousand
	pageDots   = 64 << 20 // 11 × 17 inches at 600 an inch has 67 million
	findTime   = 10 * time.Second
)

// Tesseract runs the program. The zero value means that it is not installed.
type Tesseract struct {
	program   string
	languages string // fra+eng
}

// Find looks Tesseract and its languages up.
func Find(ctx context.Context) Tesseract {
	path := findProgram()
	if path == "" {
		return Tesseract{}
	}
	listed, err := program.Command{
		Path: path, Args: []string{"--list-langs"}, Env: environment(), Dir: os.TempDir(),
		Time: findTime, Memory: pageMemory, Output: pageOutput,
	}.Run(ctx)
	if err != nil {
		return Tesseract{}
	}
	if languages := known(string(listed)); languages != "" {
		return Tesseract{program: path, languages: languages}
	}
	return Tesseract{}
}

func findProgram() string {
	if path, err := exec.LookPath("tesseract"); err == nil && filepath.IsAbs(path) {
		return path
	}
	for _, path := range usualPlaces(runtime.GOOS) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

func usualPlaces(system string) []string {
	switch system {
	case "darwin":
		return []string{"/opt/homebrew/bin/tesseract", "/usr/local/bin/tesseract", "/opt/local/bin/tesseract"}
	case "windows":
		return []string{
			filepath.Join(os.Getenv("ProgramFiles"), "Tesseract-OCR", "tesseract.exe"),
			filepath.Join(os.Getenv("LOCALAPPDATA"), "Programs", "Tesseract-OCR", "tesseract.exe"),
		}
	}
	return []string{"/usr/bin/tesseract", "/usr/local/bin/tesseract"}
}

// known picks the languages of Québec out of what is installed, French first.
func known(listed string) string {
	installed := strings.Fields(listed)
	var languages []string
	for _, language := range []string{"fra", "eng"} {
		if slices.Contains(installed, language) {
			languages = append(languages, language)
		}
	}
	return strings.Join(languages, "+")
}

// environment holds Tesseract to one thread: several pages are read beside each other sooner than one page by
// several threads.
func environment() []string {
	list := []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C"}
	for _, name := range []string{"PATH", "TESSDATA_PREFIX", "SystemRoot"} {
		if value, set := os.LookupEnv(name); set {
			list = append(list, name+"="+value)
		}
	}
	return list
}

// Installed reports whether it can read French or English.
func (t Tesseract) Installed() bool { return t.program != "" }

// Page reads a page drawn at dpi dots an inch; DPI is the best. Its lines carry their places and letter sizes.
// A cancelled call returns the context's error, any other failure has the code recognition_failed.
func (t Tesseract) Page(ctx context.Context, number int, picture image.Image, dpi int) (layout.Page, error) {
	size := picture.Bounds().Size()
	if !t.Installed() || dpi < 1 || size.X < 1 || size.Y < 1 || size.X > pageDots/size.Y {
		return layout.Page{}, failed()
	}
	words, err := program.Command{
		Path: t.program, Args: t.arguments(dpi), Env: environment(), Dir: os.TempDir(),
		Stdin: bytes.NewReader(greymap(picture)), Time: pageTime, Memory: pageMemory, Output: pageOutput,
	}.Run(ctx)
	switch {
	case ctx.Err() != nil:
		return layout.Page{}, ctx.Err()
	case err != nil:
		return layout.Page{}, failed()
	}
	scale := 72 / float64(dpi)
	return layout.Page{
		Number: number, Width: float64(size.X) * scale, Height: float64(size.Y) * scale,
		Lines: readTable(string(words), scale),
	}, nil
}

func (t Tesseract) arguments(dpi int) []string {
	return []string{
		"stdin", "stdout", "-l", t.languages, "--dpi", strconv.Itoa(dpi), "--psm", segmentation,
		"-c", "tessedit_create_tsv=1",
	}
}

func failed() error {
	return &dispatch.Error{
		Op: "recognise.page", Kind: dispatch.KindInvalid, Code: "recognition_failed", Certainty: dispatch.Unsent,
	}
}
