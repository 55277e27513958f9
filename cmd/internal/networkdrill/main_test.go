package networkdrill_test

import (
	"os"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

// TestMain makes this program its own reader of documents.
func TestMain(m *testing.M) {
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	os.Exit(planted.Suite{Tests: m}.Run())
}
