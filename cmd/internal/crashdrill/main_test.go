package crashdrill_test

import (
	"flag"
	"os"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

// update rewrites the table of the documentation.
var update = flag.Bool("update", false, "write docs/crash-matrix.md")

// TestMain makes this program its own reader of documents.
func TestMain(m *testing.M) {
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "6"); err != nil { // the program waits for servers more than it computes
		panic(err)
	}
	os.Exit(m.Run())
}
