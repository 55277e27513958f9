package convert

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/souspli/souspli/dispatch/inspect/convert/program"
)

// What a conversion may cost.
const (
	officeTime   = 60 * time.Second
	officeMemory = 4 << 30   // bytes of address space; LibreOffice starts with one and a half
	officeInput  = 100 << 20 // bytes, as inspect.MaxSize
	officeOutput = 100 << 20 // bytes
)

// Office runs LibreOffice. The zero value means that it is not installed.
type Office struct {
	program string
	time    time.Duration // zero: officeTime
}

// FindOffice looks LibreOffice up where systems keep it.
func FindOffice() Office {
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil && filepath.IsAbs(path) {
			return Office{program: path}
		}
	}
	for _, pattern := range officePlaces(runtime.GOOS) {
		if paths, err := filepath.Glob(pattern); err == nil && len(paths) > 0 {
			return Office{program: paths[len(paths)-1]}
		}
	}
	return Office{}
}

func officePlaces(system string) []string {
	switch system {
	case "darwin":
		return []string{"/Applications/LibreOffice.app/Contents/MacOS/soffice"}
	case "windows":
		return []string{
			filepath.Join(os.Getenv("ProgramFiles"), "LibreOffice*", "program", "soffice.com"),
			filepath.Join(os.Getenv("ProgramFiles(x86)"), "LibreOffice*", "program", "soffice.com"),
		}
	}
	return []string{"/usr/lib*/libreoffice/program/soffice", "/opt/libreoffice*/program/soffice"}
}

// Installed reports whether LibreOffice was found.
func (o Office) Installed() bool { return o.program != "" }

// Convert returns the PDF of an office document at path. Macros don't run, links are not followed, and the
// name of the file is not told. A cancelled call returns the context's error.
func (o Office) Convert(ctx context.Context, path string, f Format) ([]byte, error) {
	switch {
	case !f.Office():
		return nil, refuse("office", "format_unknown", nil)
	case !o.Installed():
		return nil, refuse("office", "office_absent", nil)
	}
	folder, err := newFolder()
	if err != nil {
		return nil, refuse("office", "office_failed", nil)
	}
	defer folder.remove()
	job, err := newJob(folder, path, f)
	if err != nil {
		return nil, err
	}
	return o.run(ctx, job)
}

func (o Office) run(ctx context.Context, j job) ([]byte, error) {
	limit := o.time
	if limit == 0 {
		limit = officeTime
	}
	_, err := program.Command{
		Path: o.program, Args: j.arguments(), Env: j.environment(), Dir: j.folder.path,
		Time: limit, Memory: officeMemory, File: officeOutput, Output: 1 << 20,
	}.Run(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, program.ErrTime):
		return nil, refuse("office", "document_too_complex", nil)
	case err != nil:
		return nil, refuse("office", "office_failed", nil)
	}
	return j.result()
}
