package planted

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// pause is how often the programs are looked at.
const pause = 100 * time.Millisecond

// Watch looks at the arguments and the environment of the programs that descend from this one, for secrets. What our
// programs start is searched for every word; what a test starts may hold the names that a person types.
type Watch struct {
	secrets, words *Search
	stop           chan struct{}
	ended          sync.WaitGroup

	mu    sync.Mutex
	found []Finding
	seen  map[string]bool // what was looked at already
}

// NewWatch begins to look.
func NewWatch() (*Watch, error) {
	words, err := NewSearch(Words()...)
	if err != nil {
		return nil, err
	}
	secrets, err := NewSearch(Secrets()...)
	if err != nil {
		return nil, err
	}
	w := &Watch{words: words, secrets: secrets, stop: make(chan struct{}), seen: map[string]bool{}}
	w.ended.Go(w.run)
	return w, nil
}

// Stop looks once more, ends the watch and returns what it found.
func (w *Watch) Stop() []Finding {
	w.Look()
	close(w.stop)
	w.ended.Wait()
	return w.found
}

func (w *Watch) run() {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		w.Look()
		select {
		case <-ticker.C:
		case <-w.stop:
			return
		}
	}
}

// Look looks at all programs once.
func (w *Watch) Look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, parent := range descendants() {
		search := w.secrets
		if ours(parent) {
			search = w.words
		}
		w.file(id, "cmdline", search)
		w.file(id, "environ", search)
	}
}

// file searches a file of a program once as long as it stays as it is. One that ended counts for nothing.
func (w *Watch) file(id int, name string, search *Search) {
	content, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(id), name))
	key := strconv.Itoa(id) + name + string(content)
	if err != nil || w.seen[key] {
		return
	}
	w.seen[key] = true
	program, _, _ := bytes.Cut(content, []byte{0})
	where := name + " of a program"
	if name == "cmdline" {
		where = "the arguments of " + filepath.Base(string(program))
	}
	for _, f := range search.In(content, where) {
		if !slices.Contains(w.found, f) {
			w.found = append(w.found, f)
		}
	}
}

// ours tells whether a program, which is not this one, is pli, souspli, or a test binary that is one of them.
func ours(id int) bool {
	arguments, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(id), "cmdline"))
	path, _, _ := strings.Cut(string(arguments), "\x00")
	name := filepath.Base(path)
	return err == nil && id != os.Getpid() && (name == "pli" || name == "souspli" || strings.HasSuffix(name, ".test"))
}

// descendants are the programs that descend from this one, each with its parent.
func descendants() map[int]int {
	parents := map[int]int{}
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, folder := range folders {
		id, err := strconv.Atoi(filepath.Base(folder))
		if parent, found := parentOf(folder); err == nil && found {
			parents[id] = parent
		}
	}
	ofThis := map[int]int{}
	for id, parent := range parents {
		depth, at := 0, id
		for at != os.Getpid() && at > 1 && depth < 64 {
			at, depth = parents[at], depth+1
		}
		if at == os.Getpid() && depth > 0 {
			ofThis[id] = parent
		}
	}
	return ofThis
}

// parentOf reads the fourth word of a program's state; the second is its name in parentheses, and may hold anything.
func parentOf(folder string) (int, bool) {
	state, err := os.ReadFile(filepath.Join(folder, "stat"))
	if err != nil {
		return 0, false
	}
	words := strings.Fields(string(state[bytes.LastIndexByte(state, ')')+1:]))
	if len(words) < 2 {
		return 0, false
	}
	parent, err := strconv.Atoi(words[1])
	return parent, err == nil
}
