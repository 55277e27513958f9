package print_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

func TestRecoveryCodeReadsBack(t *testing.T) {
	t.Parallel()
	const code = "7K2MQ-X9D4T-0FHVB-3WZ8N-6RJCP-1EYGS"
	for _, language := range wording.Languages() {
		path := filepath.Join(t.TempDir(), "page.pdf")
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		err = print.WriteRecoveryCode(file, wording.For(language), print.RecoveryCode{
			Clinic: "Clinique de l’Île-aux-Érables", Code: code, Printed: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		})
		if err != nil || file.Close() != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{wording.For(language).Text("print_recovery_title"), code, "Clinique de l’Île-aux-Érables"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: the page lacks %q:\n%s", language, want, out)
			}
		}
		if strings.Contains(string(out), "\f\f") || strings.Count(string(out), "\f") != 1 {
			t.Errorf("%s: more than a page", language)
		}
	}
}
