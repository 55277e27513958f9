package main

import (
	"bytes"

	"codeberg.org/go-pdf/fpdf"
)

// onePage is a PDF of one page with a line of text.
func onePage(text string) []byte {
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 14)
	pdf.Cell(0, 10, text)
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		panic(err)
	}
	return out.Bytes()
}
