//go:build !windows

package app

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

var errNotPrivate = errors.New("the folder for sockets is not private")

// runtimeFolder is where this person's sockets stand: the session's own folder, or one in the folder for temporary
// files that belongs to nobody else.
func runtimeFolder() (string, error) {
	folder := os.Getenv("XDG_RUNTIME_DIR")
	if folder != "" && private(folder) == nil {
		folder = filepath.Join(folder, "souspli")
	} else {
		folder = filepath.Join(os.TempDir(), "souspli-"+strconv.Itoa(os.Getuid()))
	}
	if err := os.Mkdir(folder, privateDir); err != nil && !errors.Is(err, os.ErrExist) { //nolint:gosec // the session says where; private judges it
		return "", withoutPath(err)
	}
	return folder, private(folder)
}

// private refuses a folder that is a link, or that somebody else owns, reads or writes.
func private(folder string) error {
	info, err := os.Lstat(folder) //nolint:gosec // it is judged here
	if err != nil {
		return withoutPath(err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(owner.Uid) != os.Getuid() || info.Mode().Perm()&0o077 != 0 {
		return errNotPrivate
	}
	return nil
}
