package practice

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	destinationFile = ".destination" // of an upload: where it goes
	uploadLife      = 24 * time.Hour // without a request
	mostChunks      = 10000
)

var uploadName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,99}$`) })

func (c *Cloud) uploadsDir() string { return filepath.Join(c.hidden, "uploads") }

// serveUpload answers for a folder of chunks and for what lies in it.
func (c *Cloud) serveUpload(w http.ResponseWriter, r *http.Request, rest string) {
	folder, chunk, _ := strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	if folder == "" && r.Method == "PROPFIND" {
		c.listFolder(w, r, c.uploadsDir(), nil)
		return
	}
	if !uploadName().MatchString(folder) {
		http.Error(w, "practice: not an upload", http.StatusForbidden)
		return
	}
	dir := filepath.Join(c.uploadsDir(), folder)
	c.expireUpload(dir)
	switch {
	case r.Method == "MKCOL" && chunk == "":
		c.beginUpload(w, r, dir)
	case !isFolder(dir):
		http.NotFound(w, r)
	case r.Method == http.MethodPut:
		c.putChunk(w, r, dir, chunk)
	case r.Method == "MOVE" && chunk == ".file":
		c.assemble(w, r, dir)
	case r.Method == "PROPFIND" && chunk == "":
		c.listChunks(w, r, dir)
	case r.Method == http.MethodDelete && chunk == "":
		_ = os.RemoveAll(dir)
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Error(w, "practice: unfinished uploads are not read", http.StatusMethodNotAllowed)
	}
}

func (c *Cloud) expireUpload(dir string) {
	if info, err := os.Stat(filepath.Join(dir, destinationFile)); err == nil && c.config.Now().Sub(info.ModTime()) > uploadLife {
		_ = os.RemoveAll(dir)
	}
}

func (c *Cloud) touch(dir string) {
	now := c.config.Now()
	_ = os.Chtimes(filepath.Join(dir, destinationFile), now, now)
}

func (c *Cloud) beginUpload(w http.ResponseWriter, r *http.Request, dir string) {
	to, ok := c.destination(r)
	if !ok {
		http.Error(w, "practice: chunked upload version 2 needs a destination", http.StatusBadRequest)
		return
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		http.Error(w, "practice: exists", http.StatusMethodNotAllowed)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, destinationFile), []byte(to), 0o600); err != nil {
		http.Error(w, "practice: disk", http.StatusInsufficientStorage)
		return
	}
	c.touch(dir)
	w.WriteHeader(http.StatusCreated)
}

// bound makes sure that a request names the destination that the upload began with.
func (c *Cloud) bound(r *http.Request, dir string) (at string, ok bool) {
	to, ok := c.destination(r)
	begun, err := os.ReadFile(filepath.Join(dir, destinationFile))
	return to, ok && err == nil && string(begun) == to
}

func (c *Cloud) putChunk(w http.ResponseWriter, r *http.Request, dir, chunk string) {
	n, err := strconv.Atoi(chunk)
	to, ok := c.bound(r, dir)
	total, lengthErr := strconv.ParseInt(r.Header.Get("OC-Total-Length"), 10, 64)
	switch {
	case err != nil || n < 1 || n > mostChunks || !ok || lengthErr != nil:
		http.Error(w, "practice: not a chunk of this upload", http.StatusBadRequest)
	case !isFolder(filepath.Dir(c.fileName(to))):
		http.Error(w, "practice: the destination has no folder", http.StatusNotFound)
	case c.full(max(total-c.stored(dir), 0)):
		http.Error(w, "practice: quota", http.StatusInsufficientStorage)
	default:
		if _, err := c.receive(r, filepath.Join(dir, strconv.Itoa(n))); err != nil {
			http.Error(w, "practice: the body is not whole", http.StatusBadRequest)
			return
		}
		c.touch(dir)
		w.WriteHeader(http.StatusCreated)
	}
}

// chunk is a stored piece of an upload.
type chunk struct {
	n    int
	size int64
}

func chunksIn(dir string) []chunk {
	entries, _ := os.ReadDir(dir)
	var chunks []chunk
	for _, entry := range entries {
		n, err := strconv.Atoi(entry.Name())
		info, gone := entry.Info()
		if err == nil && gone == nil {
			chunks = append(chunks, chunk{n, info.Size()})
		}
	}
	slices.SortFunc(chunks, func(a, b chunk) int { return a.n - b.n })
	return chunks
}

func (c *Cloud) stored(dir string) (total int64) {
	for _, chunk := range chunksIn(dir) {
		total += chunk.size
	}
	return total
}

// assemble puts the chunks together, in the order of their numbers.
func (c *Cloud) assemble(w http.ResponseWriter, r *http.Request, dir string) {
	to, ok := c.bound(r, dir)
	total, err := strconv.ParseInt(r.Header.Get("OC-Total-Length"), 10, 64)
	chunks := chunksIn(dir)
	small := func(i chunk) bool { return i.size < c.config.Policy.MinChunk }
	switch {
	case !ok || err != nil || len(chunks) == 0 || c.stored(dir) != total || slices.ContainsFunc(chunks[:len(chunks)-1], small):
		http.Error(w, "practice: the chunks are not the file", http.StatusBadRequest)
		return
	case !isFolder(filepath.Dir(c.fileName(to))):
		http.Error(w, "practice: no parent", http.StatusConflict)
		return
	}
	_, missing := os.Stat(c.fileName(to))
	if missing == nil && r.Header.Get("Overwrite") == "F" {
		http.Error(w, "practice: exists", http.StatusPreconditionFailed)
		return
	}
	if err := join(dir, chunks, c.fileName(to)); err != nil {
		http.Error(w, "practice: disk", http.StatusInsufficientStorage)
		return
	}
	_ = os.RemoveAll(dir)
	c.tellFile(w, to, missing == nil)
}

func join(dir string, chunks []chunk, target string) error {
	whole, err := os.Create(filepath.Join(dir, ".target"))
	if err != nil {
		return err
	}
	for _, chunk := range chunks {
		if err := appendFile(whole, filepath.Join(dir, strconv.Itoa(chunk.n))); err != nil {
			_ = whole.Close()
			return err
		}
	}
	if err := whole.Close(); err != nil {
		return err
	}
	return os.Rename(whole.Name(), target)
}

func appendFile(w io.Writer, name string) error {
	source, err := os.Open(name)
	if err != nil {
		return err
	}
	defer source.Close()
	_, err = io.Copy(w, source)
	return err
}

func (c *Cloud) listChunks(w http.ResponseWriter, r *http.Request, dir string) {
	var chunks []listedOne
	if !c.config.Policy.ChunksUnlisted {
		for _, chunk := range chunksIn(dir) {
			chunks = append(chunks, listedOne{Href: strconv.Itoa(chunk.n), Length: strconv.FormatInt(chunk.size, 10)})
		}
	}
	tellListing(w, r, chunks)
}
