package uitest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/souspli/souspli/dispatch/inspect"
)

// Arrange makes a document of as many pages, which names what it was made of by its hash. Of the results of two
// persons, the last page alone speaks of the second.
func (d *Desk) Arrange(ctx context.Context, r inspect.Report, leaves []inspect.Leaf) (inspect.Report, error) {
	if err := d.wait(ctx, "Arrange"); err != nil {
		return inspect.Report{}, err
	}
	if err := d.failure("Arrange"); err != nil {
		return inspect.Report{}, err
	}
	sum := sha256.Sum256(fmt.Append(nil, r.SHA256, leaves))
	r.Rendition = &inspect.Rendition{Size: r.Size * int64(len(leaves)) / int64(r.Pages), SHA256: hex.EncodeToString(sum[:])}
	if r.Persons == 2 && !withPage(leaves, r.Pages) {
		r.Persons, r.Identifiers, r.Warnings = 1, oneperson(), nil
	}
	r.Pages, r.Arranged = len(leaves), true
	return r, nil
}

func withPage(leaves []inspect.Leaf, page int) bool {
	for _, leaf := range leaves {
		if leaf.Page == page {
			return true
		}
	}
	return false
}
