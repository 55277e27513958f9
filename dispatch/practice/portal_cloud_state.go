package practice

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// cloudState is what the cloud remembers from one start to the next.
type cloudState struct {
	LastFile   int64            `json:"last_file"`
	LastShare  int              `json:"last_share"`
	Files      map[string]int64 `json:"files"` // number by path from the account's root
	Shares     []CloudShare     `json:"shares"`
	Activities []cloudActivity  `json:"activities"`
}

// CloudShare is a link that somebody may open.
type CloudShare struct {
	ID        string    `json:"id"`
	Type      int       `json:"type"` // 3: link, 4: e-mail
	File      int64     `json:"file"`
	With      string    `json:"with,omitempty"`
	Token     string    `json:"token"`
	Lock      string    `json:"lock,omitempty"`   // of the password, hashed with the token; empty: none
	Passed    bool      `json:"passed,omitempty"` // may be passed on
	Label     string    `json:"label,omitempty"`
	Expires   time.Time `json:"expires,omitzero"`
	Mailed    bool      `json:"mailed,omitempty"`
	Created   time.Time `json:"created"`
	Downloads int       `json:"downloads,omitempty"`
}

// cloudActivity is a download.
type cloudActivity struct {
	File int64     `json:"file"`
	Mail string    `json:"mail,omitempty"` // whose e-mail share it was
	At   time.Time `json:"at"`
}

func lockOf(token, password string) string {
	if password == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(token + ":" + password))
	return hex.EncodeToString(sum[:])
}

func (c *Cloud) stateFile() string { return filepath.Join(c.hidden, "state.json") }

// lock takes the state, with what another program on the same folder wrote since: the window and a terminal may
// both serve a practice home.
func (c *Cloud) lock() {
	c.mu.Lock()
	if info, err := os.Stat(c.stateFile()); err == nil && !info.ModTime().Equal(c.seen) {
		_ = c.load() // damaged only while it is replaced, which is atomic
	}
}

func (c *Cloud) load() error {
	content, err := os.ReadFile(c.stateFile())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	default:
		fresh := cloudState{}
		if err := json.Unmarshal(content, &fresh); err != nil {
			return errors.New("practice: the cloud's state is damaged")
		}
		c.state = fresh
		c.look()
	}
	if c.state.Files == nil {
		c.state.Files = map[string]int64{}
	}
	return nil
}

func (c *Cloud) look() {
	if info, err := os.Stat(c.stateFile()); err == nil {
		c.seen = info.ModTime()
	}
}

// keep writes the state; the caller holds the lock.
func (c *Cloud) keep() {
	content, err := json.Marshal(c.state)
	if err != nil {
		panic("practice: cloud state: " + err.Error()) // it holds only plain values
	}
	fresh := c.stateFile() + ".new"
	if os.WriteFile(fresh, content, 0o600) == nil {
		_ = os.Rename(fresh, c.stateFile()) // a full disk shows with the files themselves
	}
	c.look()
}

// number is the file id of a path; the caller holds the lock.
func (c *Cloud) number(path string) int64 {
	id, known := c.state.Files[path]
	if !known {
		c.state.LastFile++
		id = c.state.LastFile
		c.state.Files[path] = id
		c.keep()
	}
	return id
}

// path is where a file is now; empty when it is gone. The caller holds the lock.
func (c *Cloud) path(file int64) string {
	for path, id := range c.state.Files {
		if id == file {
			return path
		}
	}
	return ""
}

// moved takes the numbers of a file, and of all that a folder holds, along to another path; to nowhere they
// are forgotten. Links to what is deleted are, too.
func (c *Cloud) moved(from, to string) {
	c.lock()
	defer c.mu.Unlock()
	for path, id := range c.state.Files {
		rest, inside := strings.CutPrefix(path, from)
		if !inside || (rest != "" && rest[0] != '/') {
			continue
		}
		delete(c.state.Files, path)
		if to != "" {
			c.state.Files[to+rest] = id
		}
	}
	var kept []CloudShare
	for _, share := range c.state.Shares {
		if at := c.path(share.File); at != "" && !strings.HasPrefix(at, trashed) {
			kept = append(kept, share)
		}
	}
	c.state.Shares = kept
	c.keep()
}

// Shares lists the links there are.
func (c *Cloud) Shares() []CloudShare {
	c.lock()
	defer c.mu.Unlock()
	return append([]CloudShare(nil), c.state.Shares...)
}

// SharedPath is what a share opens, from the account's root; empty when it is gone.
func (c *Cloud) SharedPath(share CloudShare) string {
	c.lock()
	defer c.mu.Unlock()
	return c.path(share.File)
}
