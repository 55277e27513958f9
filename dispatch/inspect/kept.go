package inspect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// Kept inspects a PDF that the home kept under name. It lives in memory only, as the rendition of no file: the path
// of its report is empty. Its errors are those of File.
func (i *Inspector) Kept(ctx context.Context, name string, content []byte) (Report, error) {
	if len(content) > MaxSize {
		return Report{}, refuse("file_too_large", nil)
	}
	source := reader.Source{Data: content, Name: "document.pdf"}
	doc, err := i.config.Reader.Open(ctx, source)
	if err != nil {
		return Report{}, err
	}
	sum := sha256.Sum256(content)
	kept := &file{
		name: shown(name), format: convert.Detect(content, name), size: int64(len(content)), sha256: hex.EncodeToString(sum[:]),
	}
	report, err := i.report(ctx, kept, doc, source)
	if err != nil {
		doc.Close()
		return Report{}, err
	}
	i.opened.put(report, doc)
	return report, nil
}
