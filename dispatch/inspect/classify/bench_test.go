package classify_test

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// BenchmarkTenDensePages reads what must take under 15 ms: ten pages of sixty full lines.
func BenchmarkTenDensePages(b *testing.B) {
	line := strings.Repeat("Patient âgé de 54 ans, vu en consultation pour une douleur à l’épaule ; examen physique. ", 2)[:110]
	page := layout.FromText(1, strings.Repeat(line+"\n", 60))
	b.ReportAllocs()
	b.SetBytes(10 * int64(len(page.Text())))
	for b.Loop() {
		c := classify.New(layout.Properties{FileName: "rapport.pdf"})
		for range 10 {
			c.Page(page)
		}
		c.Result()
	}
}
