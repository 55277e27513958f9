package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// A copy is one line of JSON in clear, which says how to open it, and then the home's data as one sealed stream. The
// place of the stream holds the hash of the line, so that neither goes with another.
const (
	copyFormat    = "souspli-copy/"
	copyVersion   = 1
	copyExtension = ".souspli"
	copyPart      = ".part" // of a copy that is not whole
	copyTime      = "2006-01-02T150405Z"
	// copyKeyed is how much of the home's id names its copies, so that several homes can share a folder.
	copyKeyed    = 8
	maxCopyLine  = 256 << 10
	checkPrefix  = "checking-" // folders in which a copy is tried
	copyLockName = "copy.lock"
)

// copyHeader is the line in clear. Nothing in it is secret or personal.
type copyHeader struct {
	Format string          `json:"format"`
	ID     dispatch.ID     `json:"id"`
	At     time.Time       `json:"at"`
	Home   homeDescription `json:"home"`
	Vault  []byte          `json:"vault"` // vault.json: its key, wrapped
}

func copyError(kind dispatch.Kind, code string, cause error) error {
	return &dispatch.Error{Op: "copy", Kind: kind, Code: code, Certainty: dispatch.Unsent, Err: withoutPath(cause)}
}

// homeCopies makes copies of an open home.
type homeCopies struct{ app *App }

// Copy writes a copy of the home to a new file, or under a name of its own into a folder, while others go on working
// with the home. It is on disk, and was restored and proven, when it gets its name: what a crash leaves is no copy.
func (h homeCopies) Copy(ctx context.Context, to string) (dispatch.Copy, error) {
	made := dispatch.Copy{ID: dispatch.NewID(h.app.config.Random), At: h.app.config.Now().UTC().Truncate(time.Second)}
	path, err := h.target(to, made.At)
	if err != nil {
		return made, err
	}
	release, err := h.app.claimCopying()
	if err != nil {
		return made, err
	}
	defer release()
	part := path + copyPart
	if made.Bytes, err = h.app.writeCopy(ctx, part, made); err == nil {
		failpoint.At(failpoint.CopyWritten)
		made.Events, err = h.app.tryCopy(ctx, part)
	}
	if err == nil {
		err = publishCopy(part, path)
	}
	if err != nil {
		_ = os.Remove(part)
		return made, err
	}
	made.Name = filepath.Base(path)
	return made, nil
}

// target is the file to write: a new one in to when that is a folder, or else to itself, whose name says that it is a
// copy. A folder that is not there is not made: it may be a disk that is not plugged in.
func (h homeCopies) target(to string, at time.Time) (string, error) {
	info, err := os.Stat(to)
	switch {
	case err == nil && info.IsDir():
		to = filepath.Join(to, h.app.copyStem()+at.Format(copyTime)+copyExtension)
	case err == nil:
		return "", copyError(dispatch.KindConflict, "copy_exists", nil)
	case !errors.Is(err, fs.ErrNotExist) || !present(filepath.Dir(to)) || !strings.EqualFold(filepath.Ext(to), copyExtension):
		return "", copyError(dispatch.KindStorage, "copy_folder_missing", err)
	}
	if present(to) {
		return "", copyError(dispatch.KindConflict, "copy_exists", nil)
	}
	return filepath.Abs(to)
}

func present(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// copyStem begins the names of the home's copies.
func (a *App) copyStem() string { return "souspli-" + string(a.home.ID)[:copyKeyed] + "-" }

// claimCopying makes this the only program that copies the home, and sweeps what an earlier one left.
func (a *App) claimCopying() (release func(), err error) {
	lock, err := os.OpenFile(filepath.Join(a.config.Home, copyLockName), os.O_RDWR|os.O_CREATE, privateFile)
	if err != nil {
		return nil, homeError("home_unwritable", err)
	}
	if err := lockFile(lock); err != nil {
		_ = lock.Close()
		return nil, copyError(dispatch.KindConflict, "database_busy", nil)
	}
	err = a.store.SweepCopies()
	entries, _ := os.ReadDir(a.config.Home)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), checkPrefix) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(a.config.Home, entry.Name())))
		}
	}
	if err != nil {
		_ = lock.Close()
		return nil, homeError("home_unwritable", nil)
	}
	return func() { _ = lock.Close() }, nil
}

// writeCopy writes a copy and tells its size in bytes.
func (a *App) writeCopy(ctx context.Context, path string, made dispatch.Copy) (int64, error) {
	line, err := a.copyLine(made)
	if err != nil {
		return 0, err
	}
	_ = os.Remove(path) // what a crash left
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, privateFile)
	if err != nil {
		return 0, copyError(dispatch.KindStorage, "copy_unwritable", err)
	}
	out := &writeFailure{w: file}
	err = a.sealCopy(ctx, out, line)
	if err == nil {
		err = file.Sync()
	}
	size, _ := file.Seek(0, io.SeekCurrent)
	if err = errors.Join(err, file.Close()); err != nil && (out.err != nil || dispatch.CodeOf(err) == "") {
		err = copyError(dispatch.KindStorage, "copy_unwritable", out.err)
	}
	return size, err
}

func (a *App) sealCopy(ctx context.Context, w io.Writer, line []byte) error {
	if _, err := w.Write(line); err != nil {
		return err
	}
	failpoint.At(failpoint.CopyFirstByte)
	sealed, err := a.vault.SealStream(copyPlace(line), w)
	if err != nil {
		return err
	}
	if err := a.store.Copy(ctx, sealed); err != nil {
		return err
	}
	return sealed.Close()
}

// writeFailure keeps the error of the copy's own file apart from those of the home.
type writeFailure struct {
	w   io.Writer
	err error
}

func (f *writeFailure) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	f.err = errors.Join(f.err, err)
	return n, err
}

func (a *App) copyLine(made dispatch.Copy) ([]byte, error) {
	vault, err := readVault(a.config)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(copyHeader{copyFormat + strconv.Itoa(copyVersion), made.ID, made.At, a.home, vault})
	if err != nil {
		panic("app: copy: " + err.Error()) // strings, a time and bytes
	}
	return append(line, '\n'), nil
}

func copyPlace(line []byte) string {
	sum := sha256.Sum256(line)
	return "copies/content/" + hex.EncodeToString(sum[:])
}

// tryCopy restores a copy into a folder of the home that goes again, and proves its log.
func (a *App) tryCopy(ctx context.Context, path string) (events int64, err error) {
	folder, err := os.MkdirTemp(a.config.Home, checkPrefix)
	if err != nil {
		return 0, homeError("home_unwritable", err)
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left is sealed, and swept later
	file, err := openCopy(path)
	if err != nil {
		return 0, err
	}
	defer file.close()
	return file.unpack(ctx, a.config, a.vault, folder, nil)
}

// publishCopy gives a whole copy its name, never over another file's.
func publishCopy(part, path string) error {
	if present(path) {
		return copyError(dispatch.KindConflict, "copy_exists", nil)
	}
	if err := os.Rename(part, path); err != nil {
		return copyError(dispatch.KindStorage, "copy_unwritable", err)
	}
	syncFolder(filepath.Dir(path))
	failpoint.At(failpoint.CopyPublished)
	return nil
}

// copyFile is a copy being read.
type copyFile struct {
	header copyHeader
	line   []byte
	rest   *bufio.Reader
	file   *os.File
}

func (f *copyFile) close() { _ = f.file.Close() } // it was only read

// openCopy reads the line in clear.
func openCopy(path string) (*copyFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, copyError(dispatch.KindNotFound, "copy_unreadable", err)
	}
	f := &copyFile{file: file, rest: bufio.NewReader(file)}
	if err := f.readHeader(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *copyFile) readHeader() error {
	for len(f.line) < maxCopyLine && !bytes.HasSuffix(f.line, []byte("\n")) {
		part, err := f.rest.ReadSlice('\n')
		f.line = append(f.line, part...)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return copyError(dispatch.KindInvalid, "copy_not_ours", nil)
		}
	}
	return f.header.parse(f.line)
}

func (h *copyHeader) parse(line []byte) error {
	var head struct{ Format string }
	if json.Unmarshal(line, &head) != nil {
		return copyError(dispatch.KindInvalid, "copy_not_ours", nil)
	}
	number, ours := strings.CutPrefix(head.Format, copyFormat)
	version, err := strconv.Atoi(number)
	switch {
	case !ours || err != nil || version < copyVersion:
		return copyError(dispatch.KindInvalid, "copy_not_ours", nil)
	case version > copyVersion:
		return copyError(dispatch.KindNewer, "copy_newer", nil)
	}
	if json.Unmarshal(line, h) != nil || !h.ID.Valid() {
		return copyError(dispatch.KindIntegrity, "copy_damaged", nil)
	}
	_, err = parseHome(h.Home.marshal())
	return err
}

// copyStreamError tells a disk that cannot be read from bytes that are not what was sealed.
func copyStreamError(err error) error {
	if errors.Is(err, crypto.ErrSealBroken) {
		return copyError(dispatch.KindIntegrity, "copy_damaged", nil)
	}
	return err
}
