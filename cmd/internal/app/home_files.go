package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

func writeNew(home, name string, content []byte) error {
	file, err := os.OpenFile(filepath.Join(home, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, privateFile)
	if err != nil {
		return homeError("home_unwritable", err)
	}
	if err := writeSynced(file, content); err != nil {
		return homeError("home_unwritable", err)
	}
	return nil
}

// replaceFile writes a file of the home whole or not at all: whoever reads it finds the old or the new.
func replaceFile(home, name string, content []byte) error {
	file, err := os.CreateTemp(home, name+".*") // private by itself
	if err != nil {
		return homeError("home_unwritable", err)
	}
	err = writeSynced(file, content)
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(home, name))
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return homeError("home_unwritable", err)
	}
	syncFolder(home)
	return nil
}

// syncFolder puts a renaming on disk. Windows has nothing of the kind and does it by itself.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
}

// writeSynced puts content on disk and closes the file.
func writeSynced(file *os.File, content []byte) error {
	_, err := file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// readSmall reads a file of at most maxHomeFile bytes, and of a larger one that much.
func readSmall(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxHomeFile))
}
