package app

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/reader"
	"github.com/souspli/souspli/dispatch/inspect/recognise"
)

// IsReader reports whether the program was started as the child that reads documents.
func IsReader(args []string) bool { return len(args) == 2 && args[1] == reader.Argument }

// ServeReader is that child, until its parent is gone. It returns the program's exit code.
func ServeReader() int {
	if reader.Serve(os.Stdin, os.Stdout) != nil {
		return 1
	}
	return 0
}

// Documents reads documents in a child of this program, which starts with the first of them. Close it.
type Documents struct {
	*inspect.Inspector
	engine *reader.Engine
	office convert.Office
}

// OpenDocuments makes a reader of documents. It needs no home.
func OpenDocuments(now func() time.Time) *Documents {
	engine := reader.New(reader.Config{Command: readerCommand, Cache: readerCache(), Now: now})
	office := convert.FindOffice()
	return &Documents{
		engine: engine, office: office,
		Inspector: inspect.New(inspect.Config{
			Reader: engine, Office: office, Now: now,
			Recogniser: func(ctx context.Context) inspect.Recogniser { return recognise.Find(ctx) },
		}),
	}
}

// Prepare compiles the reader when that was never done here: it takes seconds, which the first document
// would wait for.
func (d *Documents) Prepare(ctx context.Context) error {
	if compiled, err := filepath.Glob(filepath.Join(readerCache(), "*", "*")); err == nil && len(compiled) > 0 {
		return nil
	}
	return d.engine.Warm(ctx)
}

// check tells what documents can be read with on this computer.
func (d *Documents) check(ctx context.Context) []Check {
	return []Check{
		{Name: "reader", Err: d.engine.Warm(ctx)},
		{Name: "office", Detail: presence("LibreOffice", d.office.Installed())},
		{Name: "recognition", Detail: presence("Tesseract", recognise.Find(ctx).Installed())},
	}
}

func presence(program string, installed bool) string {
	if installed {
		return program
	}
	return "-"
}

// Close ends the child.
func (d *Documents) Close() error { return d.engine.Close() }

// readerCommand starts this same program over; its name stays the one it was called by.
func readerCommand() *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return &exec.Cmd{Path: program, Args: []string{os.Args[0], reader.Argument}}
}

// readerCache keeps the compiled reader beside other programs' caches: nothing about a document is in it.
func readerCache() string {
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "souspli", "reader")
}
