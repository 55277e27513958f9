package app_test

import (
	"context"
	"os"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

// makesHome names a folder in which this program makes a home that is never finished.
const makesHome = "SOUSPLI_TEST_MAKES_HOME"

// TestMain makes this program its own reader of documents.
func TestMain(m *testing.M) {
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	if home := os.Getenv(makesHome); home != "" {
		_, _ = app.Init(context.Background(), app.Config{Home: home, Keyring: &endless{}}, app.InitOptions{})
		return
	}
	if interrupted() || destroyed() {
		return
	}
	os.Exit(planted.Suite{Tests: m}.Run())
}

// endless is a keyring that says when it is asked, and never answers.
type endless struct{ ring }

func (*endless) Set(ctx context.Context, _, _, _ string) error {
	_, _ = os.Stdout.WriteString("asked")
	<-ctx.Done()
	return ctx.Err()
}
