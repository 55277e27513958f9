package app

import (
	"net"
	"os"
	"path/filepath"
)

// runtimeFolder is in the person's local data, which other accounts cannot enter.
func runtimeFolder() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", withoutPath(err)
	}
	folder := filepath.Join(base, "Souspli", "run")
	return folder, withoutPath(os.MkdirAll(folder, privateDir))
}

// samePerson trusts the folder: Windows does not say who is at the other end of such a socket.
func samePerson(*net.UnixConn) bool { return true }
