package convert

import (
	"os"
	"path/filepath"
)

const (
	folderPattern = "souspli-convert-*"
	folderLock    = "lock"
)

// folder is a private folder for one conversion, held by a lock that ends with the program.
type folder struct {
	path string
	lock *os.File
}

// newFolder makes a folder in memory, or else in the temporary folder, after removing those whose program
// was killed.
func newFolder() (*folder, error) {
	base, found := memoryFolder()
	if !found {
		base = os.TempDir()
	}
	sweep(base)
	path, err := os.MkdirTemp(base, folderPattern)
	if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, folderLock), os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = hold(lock)
	}
	if err != nil {
		_ = os.RemoveAll(path)
		return nil, err
	}
	return &folder{path: path, lock: lock}, nil
}

func (f *folder) remove() {
	_ = f.lock.Close()
	_ = os.RemoveAll(f.path)
}

// sweep removes the folders that nobody holds.
func sweep(base string) {
	locks, err := filepath.Glob(filepath.Join(base, folderPattern, folderLock))
	if err != nil {
		return
	}
	for _, path := range locks {
		lock, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if hold(lock) == nil {
			(&folder{path: filepath.Dir(path), lock: lock}).remove()
			continue
		}
		_ = lock.Close()
	}
}
