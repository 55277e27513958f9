package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/dispatch/webservice"
)

// farSide is a real server at the far end of a slow network: it takes what each account sends, at that account's pace,
// and keeps under which reference what arrived.
type farSide struct {
	*httptest.Server
	pace map[dispatch.ID]time.Duration

	mu       sync.Mutex
	arrived  map[dispatch.ID][]arrival // by account, in order
	asked    map[dispatch.ID]int       // requests by account
	busy     map[dispatch.ID]int       // requests under way by account
	most     map[dispatch.ID]int       // of busy
	changed  chan struct{}             // closed at the next arrival
	answered func(account dispatch.ID, asked int) (status int, again time.Duration)
}

type arrival struct {
	attempt dispatch.ID
	sum     [sha256.Size]byte
}

func newFarSide(tb testing.TB, pace map[dispatch.ID]time.Duration) *farSide {
	tb.Helper()
	f := &farSide{
		pace: pace, arrived: map[dispatch.ID][]arrival{}, asked: map[dispatch.ID]int{}, busy: map[dispatch.ID]int{},
		most: map[dispatch.ID]int{}, changed: make(chan struct{}),
	}
	f.Server = httptest.NewServer(http.HandlerFunc(f.take))
	tb.Cleanup(f.Close)
	return f
}

func (f *farSide) take(w http.ResponseWriter, r *http.Request) {
	account, attempt := dispatch.ID(path.Base(path.Dir(r.URL.Path))), dispatch.ID(path.Base(r.URL.Path))
	asked := f.enter(account)
	defer f.leave(account)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	<-time.After(f.pace[account])
	if f.answered != nil {
		if status, again := f.answered(account, asked); status != 0 {
			w.Header().Set("Retry-After", fmt.Sprint(int(again.Seconds())))
			w.WriteHeader(status)
			return
		}
	}
	f.keep(account, arrival{attempt, sha256.Sum256(body)})
}

func (f *farSide) enter(account dispatch.ID) (asked int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[account]++
	f.busy[account]++
	f.most[account] = max(f.most[account], f.busy[account])
	return f.asked[account]
}

func (f *farSide) leave(account dispatch.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy[account]--
}

func (f *farSide) keep(account dispatch.ID, a arrival) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.arrived[account] = append(f.arrived[account], a)
	close(f.changed)
	f.changed = make(chan struct{})
}

// holds is what arrived from an account, in order.
func (f *farSide) holds(account dispatch.ID) []arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]arrival(nil), f.arrived[account]...)
}

// attempts are those that arrived, from any account.
func (f *farSide) attempts() map[dispatch.ID]bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := map[dispatch.ID]bool{}
	for _, of := range f.arrived {
		for _, a := range of {
			all[a.attempt] = true
		}
	}
	return all
}

// until waits until so many have arrived from an account.
func (f *farSide) until(tb testing.TB, account dispatch.ID, n int) {
	tb.Helper()
	for {
		f.mu.Lock()
		arrived, changed := len(f.arrived[account]), f.changed
		f.mu.Unlock()
		if arrived >= n {
			return
		}
		select {
		case <-changed:
		case <-tb.Context().Done():
			tb.Fatalf("%d arrived, want %d", arrived, n)
		}
	}
}

// plainChannel hands parcels to a farSide.
type plainChannel struct {
	kind    dispatch.ChannelKind
	account dispatch.ID
	far     *farSide
}

func (c plainChannel) Kind() dispatch.ChannelKind { return c.kind }

func (plainChannel) Check(context.Context, dispatch.Parcel) error { return nil }

func (c plainChannel) Send(ctx context.Context, p dispatch.Parcel, _ func(dispatch.Progress)) (dispatch.Receipt, error) {
	content, err := contentOf(ctx, p)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	url := c.far.URL + "/" + string(c.account) + "/" + string(p.Attempt)
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, url, bytes.NewReader(content))
	if err != nil {
		return dispatch.Receipt{}, err
	}
	answer, err := c.far.Client().Do(request)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return dispatch.Receipt{}, &dispatch.Error{
			Op: "far.put", Kind: dispatch.KindUnreachable, Code: "fax_server_busy", Certainty: dispatch.Unsent, Retry: true,
			Again: webservice.Again(answer.StatusCode, answer.Header, time.Time{}),
		}
	}
	return dispatch.Receipt{Provider: "far", Reference: string(p.Attempt)}, nil
}

// contentOf is what arrives of a parcel: no two dispatches say the same.
func contentOf(ctx context.Context, p dispatch.Parcel) ([]byte, error) {
	var content bytes.Buffer
	content.WriteString(p.Subject)
	for _, d := range p.Documents {
		file, err := d.Open(ctx)
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(&content, file)
		if err := file.Close(); err != nil {
			return nil, err
		}
		if err != nil {
			return nil, err
		}
	}
	return content.Bytes(), nil
}

// loaded is a home whose outbox sends to a farSide.
type loaded struct {
	*App
	config Config
	code   string // that opens a copy
	far    *farSide
	sample dispatch.Document
	stop   func()
}

// queue is what waits for one account.
type queue struct {
	channel dispatch.ChannelKind
	account dispatch.ID
	n       int
	pace    time.Duration
}

// inMemory is a folder that no disk slows down, where the system has one: it is not the disk that is tried here.
func inMemory(tb testing.TB) string {
	tb.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "souspli-load-")
	if err != nil {
		return tb.TempDir()
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// newLoaded makes a home in which the queues wait, all with undo windows that have passed. Each account's dispatches
// lie between those of the others, the longer queue's first.
func newLoaded(tb testing.TB, queues ...queue) *loaded {
	tb.Helper()
	pace := map[dispatch.ID]time.Duration{}
	for _, q := range queues {
		pace[q.account] = q.pace
	}
	l := &loaded{config: Config{Home: filepath.Join(inMemory(tb), "home")}, far: newFarSide(tb, pace), stop: func() {}}
	made, err := Init(tb.Context(), l.config, InitOptions{Practice: true})
	if err != nil {
		tb.Fatal(err)
	}
	l.code = made.RecoveryCode
	l.open(tb)
	tb.Cleanup(func() { l.close(tb) })
	sample, err := l.KeepSample(tb.Context(), []byte(strings.Repeat("Document fictif. ", 600)))
	if err != nil {
		tb.Fatal(err)
	}
	l.sample = sample
	for _, q := range queues {
		for i := range q.n {
			l.queue(tb, q, i)
		}
	}
	return l
}

func (l *loaded) open(tb testing.TB) {
	tb.Helper()
	a, err := Open(tb.Context(), l.config)
	if err != nil {
		tb.Fatal(err)
	}
	a.outbox = outbox.New(outbox.Config{
		Store: watchedStore{a.store, a}, Carrier: l, Clock: systemClock{time.Now}, Random: a.config.Random,
		Holder: dispatch.NewID(a.config.Random), Grace: time.Second,
	})
	l.App = a
}

// start runs the outbox alone until stop.
func (l *loaded) start(tb testing.TB) {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.outbox.Run(ctx) }()
	l.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
		l.stop = func() {}
	}
}

func (l *loaded) close(tb testing.TB) {
	tb.Helper()
	l.stop()
	if err := l.Close(); err != nil {
		tb.Error(err)
	}
}

// Channel implements outbox.Carrier.
func (l *loaded) Channel(_ context.Context, d dispatch.Dispatch) (dispatch.Channel, error) {
	return plainChannel{d.Channel, d.Account, l.far}, nil
}

// Parcel implements outbox.Carrier.
func (l *loaded) Parcel(_ context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error) {
	p := dispatch.Parcel{Attempt: attempt, Dispatch: d.ID, Recipient: d.Recipient, Route: d.Route, Subject: d.Subject}
	for _, doc := range d.Documents {
		p.Documents = append(p.Documents, dispatch.Content{Document: doc, Open: func(ctx context.Context) (io.ReadCloser, error) {
			return l.store.OpenDocument(ctx, doc)
		}})
	}
	return p, nil
}

// queue stores the i-th dispatch of a queue.
func (l *loaded) queue(tb testing.TB, q queue, i int) dispatch.ID {
	tb.Helper()
	made := time.Now()
	d := dispatch.Dispatch{
		ID: dispatch.NewID(l.App.config.Random), State: dispatch.Held, Channel: q.channel, Suggested: q.channel, Account: q.account,
		Recipient: dispatch.Recipient{ID: dispatch.NewID(l.App.config.Random), Name: fmt.Sprintf("Pharmacie Fictive %d", i), Class: dispatch.ExternalPartner},
		Route:     dispatch.Route{Channel: q.channel, Address: fmt.Sprintf("+151455501%02d", i%100)},
		Subject:   fmt.Sprintf("Envoi %d", i), Purpose: "care", PolicyVersion: "1", Documents: []dispatch.Document{l.sample},
		Created: made, Updated: made, NextAt: made,
	}
	if err := l.store.Create(tb.Context(), d, "", dispatch.Event{Type: dispatch.EventCreated, At: made}); err != nil {
		tb.Fatal(err)
	}
	return d.ID
}

// heap is what stands in memory once all that nobody needs is gone, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
