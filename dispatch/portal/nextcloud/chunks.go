package nextcloud

import (
	"context"
	"crypto/sha256"
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
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

// uploadName is what the folder of a file's chunks is called: a UUID, as the documentation advises, and the
// same at every attempt, whatever the file's extension.
func uploadName(d dispatch.ID, file string) string {
	file, _, _ = strings.Cut(file, ".")
	sum := sha256.Sum256([]byte(string(d) + "/" + file))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // RFC 9562, 5.8: version 8, our own
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// chunked is the upload of one file in pieces.
type chunked struct {
	*deposit
	file   portal.Item
	at     *url.URL // the file
	folder *url.URL // of the chunks
	size   int64    // of every chunk but the last
	header map[string]string
	there  map[string]int64 // sizes of the chunks that are there, by their names
}

// storeChunks puts a file in chunks, those left by an earlier attempt excepted, and has them put together.
func (d *deposit) storeChunks(ctx context.Context, f portal.Item, at *url.URL) error {
	u := &chunked{
		deposit: d, file: f, at: at, folder: d.uploads(uploadName(d.dispatch, f.Name)),
		size: max(d.config.Chunk, (f.Size+mostChunks-1)/mostChunks),
		header: map[string]string{
			"Destination": at.String(), "OC-Total-Length": strconv.FormatInt(f.Size, 10),
		},
	}
	if err := u.begin(ctx); err != nil {
		return err
	}
	if err := u.send(ctx); err != nil {
		return u.orAnew(ctx, err)
	}
	if err := u.assemble(ctx); err != nil {
		return u.orAnew(ctx, err)
	}
	return d.prove(ctx, f, at, "")
}

// begin finds the chunks that are there. A server that lists none of them, as with object storage, has to be
// sent all of them again, in a new folder.
func (u *chunked) begin(ctx context.Context) error {
	folder, err := u.dav.Stat(ctx, u.folder)
	if err != nil {
		return err
	}
	if folder.Exists {
		listed, err := u.dav.List(ctx, u.folder)
		if err != nil {
			return err
		}
		u.there = map[string]int64{}
		for _, one := range listed {
			u.there[one.Name] = one.Length
		}
		if _, ok := u.there[chunkName(1)]; ok {
			return nil
		}
		u.there = nil
		if err := u.dav.Remove(ctx, u.folder); err != nil {
			return err
		}
	}
	return u.dav.MakeFolder(ctx, u.folder, u.header)
}

func chunkName(n int64) string { return strconv.FormatInt(n, 10) }

// send reads the document once, from its beginning: what is there already is read too, so that the whole is
// proven to be what was queued before its last bytes leave.
func (u *chunked) send(ctx context.Context) error {
	document, err := u.file.Open(ctx)
	if err != nil {
		return webdav.Unreadable("portal.open", err)
	}
	defer document.Close()
	source := portal.NewVerifier(document, u.file.Size, u.file.SHA256)
	for n, left := int64(1), u.file.Size; left > 0; n++ {
		size := min(u.size, left)
		if err := u.piece(ctx, chunkName(n), size, source); err != nil {
			return err
		}
		left -= size
	}
	return nil
}

// piece sends a chunk, or passes over one that is there whole.
func (u *chunked) piece(ctx context.Context, name string, size int64, source io.Reader) error {
	if have, ok := u.there[name]; ok && have == size {
		if _, err := io.CopyN(io.Discard, source, size); err != nil {
			return webdav.Unreadable("portal.open", err)
		}
		u.moved(int(size))
		return nil
	}
	w := &window{source: source, left: size}
	defer w.end()
	_, err := u.dav.Put(ctx, u.folder.JoinPath(name), webdav.Body{Source: w, Size: size, Progress: u.moved}, u.header)
	return err
}

// window is the part of a document that one request carries. The transport reads it from a goroutine of its
// own, possibly after the answer is there: once ended, it reads nothing more.
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

// assemble has the chunks put together. That may take longer than a proxy waits: an answer that tells nothing
// of the outcome makes us look for the file, and never ask a second time in the same attempt.
func (u *chunked) assemble(ctx context.Context) error {
	status, err := u.dav.Move(ctx, u.folder.JoinPath(".file"), u.at, u.header)
	switch {
	case err == nil, status == http.StatusPreconditionFailed: // an earlier request came through after all
		return nil
	case status != 0 && status < 500 && status != http.StatusLocked, status == http.StatusInsufficientStorage:
		return err
	}
	for _, wait := range []time.Duration{0, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second} {
		if err := u.wait(ctx, wait); err != nil {
			return err
		}
		there, lost := u.dav.Stat(ctx, u.at)
		if lost == nil && there.Exists && there.Length == u.file.Size {
			return nil
		}
		if lost == nil && !there.Exists && status == 0 && u.waiting(ctx) {
			return err // it seems that the request never arrived: the next attempt looks again
		}
	}
	return err
}

// waiting reports whether the chunks are all there, one beside the other.
func (u *chunked) waiting(ctx context.Context) bool {
	listed, err := u.dav.List(ctx, u.folder)
	return err == nil && int64(len(listed)) >= (u.file.Size+u.size-1)/u.size
}

func (c *Channel) wait(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	select {
	case <-c.config.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// orAnew lets the next attempt begin anew when the server refuses to go on with chunks that an earlier one
// left: it may have forgotten what they belong to.
func (u *chunked) orAnew(ctx context.Context, err error) error {
	if u.there == nil || dispatch.KindOf(err) != dispatch.KindRejected && dispatch.KindOf(err) != dispatch.KindConflict {
		return err
	}
	ctx, cancel := tidying(ctx)
	defer cancel()
	if u.dav.Remove(ctx, u.folder) != nil {
		return err
	}
	again := webdav.During("nextcloud.chunks", dispatch.Unsent, err)
	again.Kind, again.Code, again.Retry = dispatch.KindUnreachable, "portal_busy", true
	return again
}
