package practice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/net/webdav"
)

// fileName is where a path of the account lies on disk.
func (c *Cloud) fileName(p string) string {
	return filepath.Join(c.config.Dir, filepath.FromSlash(path.Clean("/"+p)))
}

// accountPath is a WebDAV path seen from the account's root, without a slash at its end.
func (c *Cloud) accountPath(urlPath string) string {
	return strings.TrimSuffix(path.Clean("/"+strings.TrimPrefix(urlPath, c.filesPrefix())), "/")
}

func (c *Cloud) serveFiles(w http.ResponseWriter, r *http.Request) {
	at := c.accountPath(r.URL.Path)
	if within(at, "/"+hiddenFolder) {
		http.NotFound(w, r)
		return
	}
	switch r.Method {
	case http.MethodPut:
		c.putFile(w, r, at)
	case "MOVE":
		c.moveFile(w, r, at)
	case http.MethodDelete:
		c.discard(w, at)
	default:
		c.dav.ServeHTTP(w, r)
	}
}

// putFile stores a whole body or nothing. An existing file is overwritten, as documented.
func (c *Cloud) putFile(w http.ResponseWriter, r *http.Request, at string) {
	target := c.fileName(at)
	if !isFolder(filepath.Dir(target)) {
		http.Error(w, "practice: no parent", http.StatusConflict)
		return
	}
	if c.full(r.ContentLength) {
		http.Error(w, "practice: quota", http.StatusInsufficientStorage)
		return
	}
	_, missing := os.Stat(target)
	sum, err := c.receive(r, target)
	if err != nil {
		http.Error(w, "practice: the body is not whole", http.StatusBadRequest)
		return
	}
	if strings.EqualFold(r.Header.Get("X-Hash"), "sha256") {
		w.Header().Set("X-Hash-SHA256", sum)
	}
	c.tellFile(w, at, missing == nil)
}

// tellFile answers that a file stands at a path.
func (c *Cloud) tellFile(w http.ResponseWriter, at string, existed bool) {
	c.lock()
	id := c.number(at)
	c.mu.Unlock()
	w.Header().Set("OC-FileId", strconv.FormatInt(id, 10)+"practice")
	if existed {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// receive writes a body of the declared length to a file, and returns its SHA-256.
func (c *Cloud) receive(r *http.Request, target string) (sum string, err error) {
	fresh, err := os.CreateTemp(c.hidden, "body-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(fresh.Name()) }()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(fresh, hash), io.LimitReader(r.Body, maxDeposit))
	err = errors.Join(err, fresh.Close())
	if err == nil && r.ContentLength >= 0 && n != r.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = os.Rename(fresh.Name(), target)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received += n
	return hex.EncodeToString(hash.Sum(nil)), err
}

func (c *Cloud) moveFile(w http.ResponseWriter, r *http.Request, from string) {
	to, ok := c.destination(r)
	if !ok {
		http.Error(w, "practice: no destination", http.StatusBadRequest)
		return
	}
	told := &watchedAnswer{ResponseWriter: w}
	c.dav.ServeHTTP(told, r)
	if told.ok() {
		c.moved(from, to)
	}
}

// destination reads the header of that name, which names a file of the account.
func (c *Cloud) destination(r *http.Request) (at string, ok bool) {
	target, err := url.Parse(r.Header.Get("Destination"))
	if err != nil || !within(target.Path, c.filesPrefix()) || (target.Host != "" && target.Host != r.Host) {
		return "", false
	}
	return c.accountPath(target.Path), true
}

// full reports whether more bytes do not fit the quota.
func (c *Cloud) full(more int64) bool {
	if c.config.Policy.Quota == 0 {
		return false
	}
	used := more
	_ = filepath.WalkDir(c.config.Dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil //nolint:nilerr // what has just gone takes no room
		}
		if info, err := entry.Info(); err == nil {
			used += info.Size()
		}
		return nil
	})
	return used > c.config.Policy.Quota
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// watchedAnswer remembers the status.
type watchedAnswer struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *watchedAnswer) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedAnswer) ok() bool {
	return w.status == http.StatusCreated || w.status == http.StatusNoContent
}

// numbered is a file system whose files tell their number as the property oc:fileid.
type numbered struct {
	webdav.FileSystem
	cloud *Cloud
}

// OpenFile implements webdav.FileSystem.
func (n numbered) OpenFile(ctx context.Context, name string, flag int, perm os.FileMode) (webdav.File, error) {
	file, err := n.FileSystem.OpenFile(ctx, name, flag, perm)
	if err != nil {
		return nil, err
	}
	return numberedFile{file, n.cloud, strings.TrimSuffix(path.Clean("/"+name), "/")}, nil
}

type numberedFile struct {
	webdav.File
	cloud *Cloud
	path  string
}

// DeadProps implements webdav.DeadPropsHolder.
func (f numberedFile) DeadProps() (map[xml.Name]webdav.Property, error) {
	f.cloud.lock()
	defer f.cloud.mu.Unlock()
	name := xml.Name{Space: "http://owncloud.org/ns", Local: "fileid"}
	return map[xml.Name]webdav.Property{
		name: {XMLName: name, InnerXML: []byte(strconv.FormatInt(f.cloud.number(f.path), 10))},
	}, nil
}

// Patch implements webdav.DeadPropsHolder; nothing can be changed.
func (numberedFile) Patch([]webdav.Proppatch) ([]webdav.Propstat, error) {
	return nil, os.ErrPermission
}
