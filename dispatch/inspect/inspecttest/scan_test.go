package inspecttest

import (
	"bytes"
	"strings"
	"testing"
)

func TestTheSameScanOfSeveralSheetsIsTheSameFile(t *testing.T) {
	sheets := make([]sheet, 4)
	for i := range sheets {
		sheets[i].write(72, 72, 12, regular, strings.Repeat("x", i+1))
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := writeScan(out, sheets, "several"); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("another file the second time")
	}
}
