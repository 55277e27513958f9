package planted

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Suite is a suite of tests that ends with a search: in the arguments and environments of what it started, and in the
// temporary folder, which is one of its own. Give it to TestMain in place of the *testing.M.
type Suite struct {
	Tests interface{ Run() int }
}

// Run runs the tests and then the search. It returns the exit code.
func (s Suite) Run() int {
	folder, err := os.MkdirTemp("", "s") // short: the path of a socket has no more than a hundred letters
	if err == nil {
		err = errors.Join(os.Chmod(folder, 0o711), os.Setenv("TMPDIR", folder)) // real servers run as other users
	}
	if err != nil {
		return fail(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	watch, err := NewWatch()
	if err != nil {
		return fail(err)
	}
	code := s.Tests.Run()
	for _, f := range watch.Stop() {
		code = max(code, fail(f))
	}
	return max(code, remains(folder))
}

// remains fails for every file of ours in a temporary folder, and for every planted word in those of others.
func remains(folder string) int {
	search, err := all()
	if err != nil {
		return fail(err)
	}
	found, err := search.Folder(folder, nil)
	if err != nil {
		return fail(err)
	}
	code := 0
	for _, f := range found {
		code = fail("in the temporary folder: " + f.String())
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return fail(err)
	}
	stays := fmt.Sprintf("souspli-%d", os.Getuid()) // where windows find each other
	for _, path := range left {
		if name := filepath.Base(path); name != stays && (strings.HasPrefix(name, "souspli") || strings.HasPrefix(name, "core")) {
			code = fail("left behind in the temporary folder: " + name)
		}
	}
	return code
}

func fail(why any) int {
	_, _ = fmt.Fprintln(os.Stderr, "planted:", why)
	return 1
}
