package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

func homeTaken() error {
	return &dispatch.Error{Op: "home", Kind: dispatch.KindConflict, Code: "home_exists"}
}

// claimFolder makes the folder and claims it until release: nobody else makes a home in it meanwhile. It
// refuses a folder that already holds something, but for what a program left that ended while it made a home:
// that is no home yet, and goes.
func claimFolder(home string) (release func(), err error) {
	if err := os.MkdirAll(home, privateDir); err != nil {
		return nil, homeError("home_unwritable", err)
	}
	claim, left, err := takeClaim(filepath.Join(home, claimFile))
	if err != nil {
		return nil, err
	}
	release = func() { dropClaim(claim) }
	if left {
		err = sweepHalfMade(home)
	}
	if err == nil {
		err = mustBeEmpty(home)
	}
	if err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// takeClaim opens and locks the claim: its lock ends with the program that holds it, however it ends. left reports
// whether an earlier program left the claim behind.
func takeClaim(path string) (claim *os.File, left bool, err error) {
	claim, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, privateFile)
	if errors.Is(err, fs.ErrExist) {
		left = true
		claim, err = os.OpenFile(path, os.O_RDWR, privateFile)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, homeTaken() // its holder just ended
	case err != nil:
		return nil, false, homeError("home_unwritable", err)
	case lockFile(claim) != nil || !stillThere(claim, path):
		_ = claim.Close()
		return nil, false, homeTaken()
	}
	return claim, left, nil
}

// stillThere reports whether the file locked is the one that others would lock.
func stillThere(file *os.File, path string) bool {
	opened, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(opened, named)
}

// dropClaim lets go of the claim; where an open file cannot be removed, after it is closed.
func dropClaim(claim *os.File) {
	removing := os.Remove(claim.Name())
	_ = claim.Close()
	if removing != nil {
		_ = os.Remove(claim.Name())
	}
}

// sweepHalfMade takes away what a program left that ended while it made a home. It touches nothing that is not
// ours, and no home.
func sweepHalfMade(home string) error {
	entries, err := os.ReadDir(home)
	if err != nil {
		return homeError("home_unwritable", err)
	}
	if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == homeFile || !ofHalfMade(e.Name()) }) {
		return homeTaken()
	}
	for _, entry := range entries {
		if entry.Name() == claimFile {
			continue
		}
		if err := os.RemoveAll(filepath.Join(home, entry.Name())); err != nil {
			return homeError("home_unwritable", err)
		}
	}
	return nil
}

// ofHalfMade reports whether making a home makes a file of that name before home.json.
func ofHalfMade(name string) bool {
	return name == claimFile || name == vaultFile || name == keyFile || name == documentsFolder ||
		strings.HasPrefix(name, databaseLock) || name == databaseMade || strings.HasPrefix(name, homeFile+".") ||
		strings.HasPrefix(name, keyFile+".") || strings.HasPrefix(name, databaseFile)
}

// What the store makes in a home.
const (
	databaseFile    = "souspli.db"
	databaseLock    = "souspli.lock"
	databaseMade    = "souspli.made"
	documentsFolder = "documents"
)

func mustBeEmpty(home string) error {
	entries, err := os.ReadDir(home)
	switch {
	case err != nil:
		return homeError("home_unwritable", err)
	case len(entries) > 1: // the claim
		return homeTaken()
	default:
		return nil
	}
}
