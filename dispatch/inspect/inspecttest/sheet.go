package inspecttest

import (
	"io"
	"iter"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

type sheet struct{}

func pages([]sheet) []layout.Page { return nil }

func writePDF(io.Writer, []sheet) error { return nil }

func writeScan(io.Writer, []sheet, string) error { return nil }

func specimens(uint64, int, ...Family) iter.Seq[Specimen] { return func(func(Specimen) bool) {} }

func troubles() []Trouble { return nil }
