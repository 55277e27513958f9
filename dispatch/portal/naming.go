package portal

import (
	"mime"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// Names of what stands in a deposit beside its documents.
const (
	ManifestName = "SHA256SUMS"  // in the format of sha256sum(1)
	MessageName  = "message.txt" // subject and message, UTF-8
)

// Folder is the name of the finished deposit of an attempt.
func Folder(attempt dispatch.ID) string { return string(attempt) }

// StagingFolder is where a deposit is built before it counts.
func StagingFolder(attempt dispatch.ID) string { return string(attempt) + ".part" }

// extensions are those of the media types that documents have. The system's own table differs from one
// machine to the next.
var extensions = map[string]string{
	"application/pdf":    ".pdf",
	"application/msword": ".doc",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/rtf": ".rtf",
	"text/rtf":        ".rtf",
	"text/plain":      ".txt",
	"text/html":       ".html",
	"image/jpeg":      ".jpg",
	"image/png":       ".png",
	"image/tiff":      ".tiff",
	"image/webp":      ".webp",
	"image/heic":      ".heic",
	"image/bmp":       ".bmp",
	"image/gif":       ".gif",
}

// FileName is what the n-th document of a deposit is called, counted from 1.
func FileName(n int, mediaType string) string {
	base, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		base = ""
	}
	extension, known := extensions[base]
	if !known {
		extension = ".bin"
	}
	return "document-" + strconv.Itoa(n) + extension
}
