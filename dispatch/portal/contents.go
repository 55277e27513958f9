package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"unicode"

	"github.com/souspli/souspli/dispatch"
)

// MaxDocuments is how many documents fit a deposit: their names fit a manifest.
const MaxDocuments = 500

// Item is one file of a deposit.
type Item struct {
	Entry
	Size int64
	Open func(context.Context) (io.ReadCloser, error) // may be called more than once
}

// Contents are the documents of a parcel and what was written with them, if anything.
func Contents(p dispatch.Parcel) []Item {
	var items []Item
	for n, document := range p.Documents {
		entry := Entry{Name: FileName(n+1, document.MediaType), SHA256: document.SHA256}
		items = append(items, Item{Entry: entry, Size: document.Size, Open: document.Open})
	}
	if written := strings.Trim(p.Subject+"\n\n"+p.Message, "\n"); written != "" {
		items = append(items, text(MessageName, written+"\n"))
	}
	return items
}

// ManifestOf is the manifest of items as a file among them.
func ManifestOf(items []Item) Item {
	var manifest Manifest
	for _, i := range items {
		manifest = append(manifest, i.Entry)
	}
	return text(ManifestName, string(manifest.Bytes()))
}

func text(name, content string) Item {
	sum := sha256.Sum256([]byte(content))
	return Item{
		Entry: Entry{Name: name, SHA256: hex.EncodeToString(sum[:])},
		Size:  int64(len(content)),
		Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(content)), nil
		},
	}
}

// Check refuses a parcel that holds nothing, or documents whose size and hash are not known. The route's
// address, an identity on the portal, is only refused when it cannot be one. Errors are KindInvalid.
func Check(p dispatch.Parcel) error {
	switch {
	case !p.Attempt.Valid():
		return unfit("attempt", "portal_attempt_invalid")
	case strings.ContainsFunc(p.Route.Address, unicode.IsControl):
		return unfit("address", "portal_address_invalid")
	case len(p.Documents) == 0 && p.Message == "":
		return unfit("documents", "portal_nothing_to_send")
	case len(p.Documents) > MaxDocuments:
		return unfit("documents", "portal_too_many_documents")
	}
	for _, document := range p.Documents {
		if document.Size <= 0 || len(document.SHA256) != 64 || document.Open == nil {
			return unfit("documents", "portal_document_empty")
		}
	}
	return nil
}

func unfit(field, code string) error {
	return &dispatch.Error{Op: "portal.check", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}
