package srfax

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

const (
	codeID    = 17 // characters of the attempt's ID
	codePages = 3  // digits
)

// accountCode is the attempt's reference in the 20 characters that the service takes: the beginning of
// the ID, then the pages.
func accountCode(attempt dispatch.ID, pages int) string {
	return fmt.Sprintf("%s%0*d", attempt[:codeID], codePages, pages)
}

// pagesOf reads an account code. ok is false when it is not the attempt's.
func pagesOf(code string, attempt dispatch.ID) (pages int, ok bool) {
	code = strings.TrimSpace(code)
	if len(code) != codeID+codePages || len(attempt) < codeID || !strings.EqualFold(code[:codeID], string(attempt[:codeID])) {
		return 0, false
	}
	number, err := strconv.ParseUint(code[codeID:], 10, 16)
	if err != nil || number == 0 {
		return 0, false
	}
	return int(number), true
}
