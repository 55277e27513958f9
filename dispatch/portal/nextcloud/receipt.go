package nextcloud

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// A receipt names the share and the deposit, and the numbers that the server gave the folder and the documents:
// activities are kept by number, and tell of a deposit that was moved, or is gone.
const depositedAs = "deposited as "

// receipt is what a share says of this deposit; an empty one of no share.
func (d *deposit) receipt(made share) dispatch.Receipt {
	if made.ID == "" {
		return dispatch.Receipt{}
	}
	return d.session.receipt(made, d.whose, d.total, d.numbers)
}

func (s *session) receipt(from share, deposit dispatch.ID, bytes int64, documents []string) dispatch.Receipt {
	detail := "deposited"
	if from.Folder != "" && len(documents) > 0 {
		detail = depositedAs + string(from.Folder) + " " + strings.Join(documents, " ")
	}
	return s.told(from, dispatch.Receipt{
		Provider: Provider, Reference: string(from.ID) + "/" + string(deposit), At: s.config.Now(), Bytes: bytes, Detail: detail,
	})
}

// shareNumber is that of the share that a receipt names; empty when it names none.
func shareNumber(r *dispatch.Receipt) string {
	if r == nil {
		return ""
	}
	number, _, _ := strings.Cut(r.Reference, "/")
	if !identifier().MatchString(number) {
		return ""
	}
	return number
}

// numbersIn are those that a receipt tells, the folder's first; none when it does not tell them all.
func numbersIn(r dispatch.Receipt) []string {
	told, ok := strings.CutPrefix(r.Detail, depositedAs)
	numbers := strings.Fields(told)
	if !ok || len(numbers) < 2 || slices.ContainsFunc(numbers, func(n string) bool { return !identifier().MatchString(n) }) {
		return nil
	}
	return numbers
}

// documents are the numbers of what the recipient is to fetch from a deposit: its documents, or the message when it
// came alone. None when the server does not number them all.
func (s *session) documents(ctx context.Context, deposit *url.URL) ([]string, error) {
	files, err := s.dav.List(ctx, deposit)
	if err != nil {
		return nil, err
	}
	var documents, message []string
	for _, f := range files {
		switch {
		case f.Name == portal.MessageName:
			message = []string{f.FileID}
		case strings.HasPrefix(f.Name, "document-"):
			documents = append(documents, f.FileID)
		}
	}
	if len(documents) == 0 {
		documents = message
	}
	if slices.Contains(documents, "") {
		return nil, nil
	}
	return documents, nil
}
