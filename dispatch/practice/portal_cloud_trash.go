package practice

import (
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// trashed begins the path of what lies in the trash bin, in the state alone: a file keeps its number there.
const trashed = "trash:/"

func (c *Cloud) trashPrefix() string { return davPrefix + "trashbin/" + c.config.UserID + "/trash" }
func (c *Cloud) trashDir() string    { return filepath.Join(c.hidden, "trash") }

// discard puts what is deleted into the trash bin, under its name and the second of its deletion.
func (c *Cloud) discard(w http.ResponseWriter, at string) {
	if _, err := os.Lstat(c.fileName(at)); err != nil || at == "" {
		http.Error(w, "practice: not there", http.StatusNotFound)
		return
	}
	name := path.Base(at) + ".d" + strconv.FormatInt(c.config.Now().Unix(), 10)
	c.forget(name)
	if err := os.Rename(c.fileName(at), filepath.Join(c.trashDir(), name)); err != nil {
		http.Error(w, "practice: disk", http.StatusInsufficientStorage)
		return
	}
	c.moved(at, trashed+name)
	w.WriteHeader(http.StatusNoContent)
}

// forget deletes for good.
func (c *Cloud) forget(name string) {
	_ = os.RemoveAll(filepath.Join(c.trashDir(), name))
	c.moved(trashed+name, "")
}

// serveTrash lists the trash bin, and deletes from it for good.
func (c *Cloud) serveTrash(w http.ResponseWriter, r *http.Request, rest string) {
	name := strings.TrimSuffix(rest, "/")
	_, missing := os.Lstat(filepath.Join(c.trashDir(), name))
	switch {
	case strings.ContainsAny(name, `/\`) || name == "..", missing != nil:
		http.NotFound(w, r)
	case r.Method == "PROPFIND" && name == "":
		c.listFolder(w, r, c.trashDir(), func(name string) int64 {
			c.lock()
			defer c.mu.Unlock()
			return c.number(trashed + name)
		})
	case r.Method == "PROPFIND":
		tellListing(w, r, nil)
	case r.Method == http.MethodDelete && name != "":
		c.forget(name)
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Error(w, "practice: only listed and emptied", http.StatusMethodNotAllowed)
	}
}
