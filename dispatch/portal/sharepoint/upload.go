package sharepoint

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

// upload is one file on its way.
type upload struct {
	*deposit
	file   portal.Item
	source io.Reader // the file, proven to be what was queued before its last bytes are given
	sum    quickXor  // of what was read
}

// store puts one file into staging and proves that it is there whole. What an earlier attempt left is proven
// instead, and replaced when it is not the file. The file is read once: what the service has already is read too,
// for its sum.
func (d *deposit) store(ctx context.Context, f portal.Item) error {
	document, err := f.Open(ctx)
	if err != nil {
		return unreadable(err)
	}
	defer document.Close()
	u := &upload{deposit: d, file: f}
	u.source = io.TeeReader(portal.NewVerifier(document, f.Size, f.SHA256), &u.sum)
	there, err := d.graph.child(ctx, d.staging.ID, f.Name)
	if err != nil {
		return err
	}
	if there.exists() {
		if err := u.skip(f.Size); err != nil {
			return err
		}
		if u.matches(there) == nil {
			return nil
		}
		if err := d.graph.remove(ctx, there); err != nil {
			return err
		}
		return altered("portal_deposit_altered") // the next attempt sends it anew
	}
	if err := u.send(ctx); err != nil {
		return err
	}
	return u.prove(ctx)
}

func unreadable(err error) error { return portal.During("portal.open", dispatch.Unsent, err) }

func (u *upload) skip(n int64) error {
	skipped, err := io.CopyN(io.Discard, u.source, n)
	if err != nil {
		return unreadable(err)
	}
	u.moved(skipped)
	return nil
}

// send goes on with the session of an earlier attempt, or begins one.
func (u *upload) send(ctx context.Context) error {
	s, from, err := u.resume(ctx)
	if err == nil && s == nil {
		s, err = u.open(ctx)
	}
	if err != nil {
		return err
	}
	if err := u.skip(from); err != nil {
		return err
	}
	for from < u.file.Size {
		size := min(u.config.Chunk, u.file.Size-from)
		if err := u.put(ctx, s, from, size); err != nil {
			return err
		}
		from += size
	}
	return nil
}

// session is where the bytes of one file go. Whoever has its address can write there.
type session struct {
	service *webservice.Client
	query   url.Values
}

// sessionAt is the session at an address, which is told to nobody.
func (c *Channel) sessionAt(address string) (*session, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, malformed()
	}
	query := at.Query()
	at.RawQuery = ""
	service, err := webservice.New(webservice.Config{
		Base: at.String(), Roots: c.config.Roots, Patience: c.config.Patience, Family: "portal",
		Reach: webservice.ToldBy(c.config.URL, address),
	})
	if err != nil {
		return nil, malformed()
	}
	return &session{service, query}, nil
}

// open begins a session, and seals it before a byte goes there.
func (u *upload) open(ctx context.Context) (*session, error) {
	var made struct {
		URL string `json:"uploadUrl"`
	}
	_, err := u.graph.do(ctx, request{
		method: http.MethodPost, path: below(u.staging.ID, u.file.Name) + ":/createUploadSession",
		body: map[string]any{"item": map[string]any{"@microsoft.graph.conflictBehavior": "fail", "name": u.file.Name}},
	}, &made)
	if err != nil {
		return nil, err
	}
	s, err := u.sessionAt(made.URL)
	if err != nil {
		return nil, err
	}
	u.state.File, u.state.SHA256, u.state.Session = u.file.Name, u.file.SHA256, made.URL
	return s, u.keep(ctx)
}

// resume is the session that an earlier attempt left for the file, and how many bytes it has; nil when there is none.
func (u *upload) resume(ctx context.Context) (*session, int64, error) {
	if u.state.Session == "" || u.state.File != u.file.Name || u.state.SHA256 != u.file.SHA256 {
		return nil, 0, nil
	}
	s, err := u.sessionAt(u.state.Session)
	if err != nil {
		return nil, 0, nil //nolint:nilerr // it is begun anew
	}
	answer, err := s.service.Do(ctx, webservice.Request{Query: s.query})
	if err != nil {
		return nil, 0, err
	}
	if answer.Status != http.StatusOK {
		if answer.Status >= 500 || answer.Status == http.StatusTooManyRequests {
			return nil, 0, portal.AnswerError("sharepoint.session", answer, "")
		}
		return nil, 0, nil // it has ended
	}
	from, err := expected(answer.Body, u.file.Size)
	if err != nil {
		return nil, 0, nil //nolint:nilerr // it is begun anew
	}
	return s, from, nil
}

// expected is the first byte that a session misses, of a file of so many.
func expected(body []byte, size int64) (int64, error) {
	var told struct {
		Ranges []string `json:"nextExpectedRanges"`
	}
	if json.Unmarshal(body, &told) != nil || len(told.Ranges) == 0 {
		return 0, malformed()
	}
	first, _, _ := strings.Cut(told.Ranges[0], "-")
	from, err := strconv.ParseInt(first, 10, 64)
	if err != nil || from < 0 || from >= size {
		return 0, malformed()
	}
	return from, nil
}

// put sends one chunk, without a token: the session's address is enough, and a token could be refused there.
func (u *upload) put(ctx context.Context, s *session, from, size int64) error {
	w := &window{source: u.source, left: size}
	defer w.end()
	before := int64(0)
	answer, err := s.service.Do(ctx, webservice.Request{
		Method: http.MethodPut, Query: s.query,
		Header: http.Header{"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", from, from+size-1, u.file.Size)}},
		Body: webservice.Body{
			Type: "application/octet-stream", Size: size,
			Open:     func(context.Context) (io.ReadCloser, error) { return w, nil },
			Progress: func(done int64) { u.moved(done - before); before = done },
		},
	})
	if err != nil {
		return err
	}
	if !answer.OK() {
		return portal.AnswerError("sharepoint.session", answer, refusal(answer.Body))
	}
	return nil
}

// window is the part of a document that one request carries. The transport reads it from a goroutine of its own,
// possibly after the answer is there: once ended, it reads nothing more.
type window struct {
	mu     sync.Mutex
	source io.Reader
	left   int64
	ended  bool
}

// Read gives the next bytes of the part.
func (w *window) Read(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left == 0 || w.ended {
		return 0, io.EOF
	}
	n, err := w.source.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	return n, err
}

// Close leaves the document open for the next part.
func (w *window) Close() error { return nil }

func (w *window) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
}

// proofWaits are the pauses between looks at a file whose sum the service has not made yet.
var proofWaits = [...]time.Duration{0, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second}

// prove waits for the service's own sum of what it has, and compares.
func (u *upload) prove(ctx context.Context) (err error) {
	for _, pause := range proofWaits {
		if err := u.graph.wait(ctx, pause); err != nil {
			return err
		}
		there, lost := u.graph.child(ctx, u.staging.ID, u.file.Name)
		if lost != nil {
			return lost
		}
		if err = u.matches(there); dispatch.CodeOf(err) != codeNoSum {
			if err != nil {
				_ = u.graph.remove(ctx, there)
			}
			return err
		}
	}
	return err
}

// codeNoSum is of a file that the service tells no sum of.
const codeNoSum = "sharepoint_no_sum"

// matches compares what stands on the drive with the file, all of which was read.
func (u *upload) matches(there item) error {
	sha256, err := hex.DecodeString(there.File.Hashes.SHA256)
	switch {
	case !there.exists(), there.Size != u.file.Size:
		return altered("portal_deposit_altered")
	case err == nil && len(sha256) > 0:
		if hex.EncodeToString(sha256) == u.file.SHA256 {
			return nil
		}
	case there.File.Hashes.QuickXor == "":
		return altered(codeNoSum)
	case there.File.Hashes.QuickXor == u.sum.String():
		return nil
	}
	return altered("portal_deposit_altered")
}
