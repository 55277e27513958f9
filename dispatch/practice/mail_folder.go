package practice

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// Message is a message that the practice mail server received.
type Message struct {
	Number   int    // 1 for the first ever received in the folder
	Envelope string // envelope identifier given by the sender: the attempt; empty when it gave none
	Path     string // of the .eml file
}

// mailFolder keeps messages as <number>-<envelope>.eml.
type mailFolder struct {
	dir  string
	mu   sync.Mutex
	last int
}

const noEnvelope = "none"

func openMailFolder(dir string) (*mailFolder, error) {
	if dir == "" {
		return nil, errors.New("practice: the mail server needs a folder")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := &mailFolder{dir: dir}
	messages, err := f.all()
	for _, m := range messages {
		f.last = max(f.last, m.Number)
	}
	return f, err
}

// keep writes a message under a name that a reader sees only once it is whole.
func (f *mailFolder) keep(envelope, from, to string, body io.Reader) (number int, err error) {
	part, err := os.CreateTemp(f.dir, "incoming-*.part")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(part.Name()) }() // gone already when all went well
	err = writeMail(part, from, to, body)
	if err = errors.Join(err, part.Close()); err != nil {
		return 0, err
	}
	number = f.next()
	return number, os.Rename(part.Name(), filepath.Join(f.dir, mailName(number, envelope)))
}

// writeMail adds the trace that a last server leaves.
func writeMail(w *os.File, from, to string, body io.Reader) error {
	if _, err := fmt.Fprintf(w, "Return-Path: <%s>\r\nDelivered-To: %s\r\n", from, to); err != nil {
		return err
	}
	if _, err := io.Copy(w, body); err != nil {
		return err
	}
	return w.Sync()
}

func (f *mailFolder) next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	return f.last
}

// mailName uses an envelope identifier only if it is one of ours: it becomes part of a path.
func mailName(number int, envelope string) string {
	if !dispatch.ID(envelope).Valid() {
		envelope = noEnvelope
	}
	return fmt.Sprintf("%06d-%s.eml", number, envelope)
}

func parseMailName(name string) (m Message, ok bool) {
	stem, isMail := strings.CutSuffix(name, ".eml")
	number, envelope, found := strings.Cut(stem, "-")
	n, err := strconv.Atoi(number)
	if !isMail || !found || err != nil {
		return Message{}, false
	}
	if envelope == noEnvelope {
		envelope = ""
	}
	return Message{Number: n, Envelope: envelope}, true
}

func (f *mailFolder) all() ([]Message, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	var messages []Message
	for _, entry := range entries {
		if m, ok := parseMailName(entry.Name()); ok {
			m.Path = filepath.Join(f.dir, entry.Name())
			messages = append(messages, m)
		}
	}
	slices.SortFunc(messages, func(a, b Message) int { return a.Number - b.Number })
	return messages, nil
}

// list is all without repetitions of an envelope identifier.
func (f *mailFolder) list() ([]Message, error) {
	messages, err := f.all()
	seen := map[string]bool{}
	messages = slices.DeleteFunc(messages, func(m Message) bool {
		again := m.Envelope != "" && seen[m.Envelope]
		seen[m.Envelope] = true
		return again
	})
	return messages, err
}
