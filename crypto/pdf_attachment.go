package crypto

import (
	"io"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxAttachmentPDF bounds a PDF that is searched for a file inside it, in bytes.
const maxAttachmentPDF = 8 << 20

// PDFAttachments returns the files that are embedded in a PDF, by whatever names; one of more than limit bytes
// is left out. Errors are those of PDFPages.
func PDFAttachments(src io.ReadSeeker, limit int64) (files [][]byte, err error) {
	defer recoverPDF(&err)
	size, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if size > maxAttachmentPDF {
		return nil, ErrPDFTooLarge
	}
	if err := checkPDFFile(src); err != nil {
		return nil, err
	}
	config := pdfConfiguration()
	config.Limits.MaxDecodeBytes = maxAttachmentPDF
	ctx, err := readPDF(src, config)
	if err != nil {
		return nil, err
	}
	return attachments(ctx, limit)
}

// attachments looks at every file specification: which names lead to it matters to nobody.
func attachments(ctx *model.Context, limit int64) (files [][]byte, err error) {
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		specification, ok := ctx.Table[number].Object.(types.Dict)
		if !ok || specification["EF"] == nil {
			continue
		}
		embedded, err := ctx.DereferenceDict(specification["EF"])
		if err != nil {
			return nil, ErrPDFDamaged
		}
		stream, _, err := ctx.DereferenceStreamDict(embedded["F"])
		if err != nil || stream != nil && stream.Decode() != nil {
			return nil, ErrPDFDamaged
		}
		if stream != nil && int64(len(stream.Content)) <= limit {
			files = append(files, stream.Content)
		}
	}
	return files, nil
}
