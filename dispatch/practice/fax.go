package practice

import (
	"context"
	"encoding/base32"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// FaxConfig says how the practice fax machine runs.
type FaxConfig struct {
	Dir      string                               // folder of the machine, made if missing
	Random   io.Reader                            // draws the password when none is given
	Now      func() time.Time                     //
	After    func(time.Duration) <-chan time.Time // nil: faxes arrive when they are asked about
	Delay    time.Duration                        // from the order to the end of a fax
	User     string                               // empty: practice
	Password string                               // empty: drawn
	Script   FaxScript                            // nil: nothing goes wrong
	Print    Print                                // draws the pages that arrived; nil: the PDF files alone stand there
}

// Fax is a fax server with a telephone line that leads nowhere. It is a simulator of HylaFAX's hfaxd
// 6.0.7, made after recorded dialogues and held to them by the provider's tests against the real one.
//
// A fax ends Delay after it was ordered, as the last digits of its number tell: 0199 is busy, 0198 does
// not answer, 0197 breaks off after the first page, 0196 is answered by a person, and every other
// number receives all pages. Jobs are kept in Dir, so that another machine on the same folder, in
// another process, answers about them. What arrives stands in Dir under the attempt's ID: 01.pdf is the
// cover page. Beside them, page-1.png and so on are the pages as the other machine printed them, those that
// came through alone; they are drawn once the fax has ended, which waits for nothing. What could not be drawn
// is noted in unprinted.txt.
type Fax struct {
	config   FaxConfig
	listener net.Listener
	spool    *faxSpool
	stop     func() bool

	printer      sync.WaitGroup
	stopPrinting context.CancelFunc

	mu       sync.Mutex
	sessions map[net.Conn]struct{} // nil once closed
	busy     sync.WaitGroup
	closed   chan struct{}
}

const (
	defaultFaxUser = "practice"
	faxPassword    = 15 // random bytes
)

// StartFax listens on a free port of 127.0.0.1 until ctx ends or Close is called.
func StartFax(ctx context.Context, config FaxConfig) (*Fax, error) {
	if config.Now == nil || (config.Password == "" && config.Random == nil) {
		return nil, errors.New("practice: the fax machine needs a clock, and a password or randomness")
	}
	if err := config.drawPassword(); err != nil {
		return nil, err
	}
	spool, err := openFaxSpool(config.Dir, config.Now, config.Delay)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &Fax{
		config: config, listener: listener, spool: spool,
		sessions: map[net.Conn]struct{}{}, closed: make(chan struct{}),
	}
	f.startPrinter(ctx)
	f.busy.Go(f.accept)
	if config.After != nil {
		f.busy.Go(f.deliver)
	}
	f.stop = context.AfterFunc(ctx, func() { _ = f.shut() })
	return f, nil
}

// startPrinter draws what arrives in the background. It goes on for a while after ctx has ended.
func (f *Fax) startPrinter(ctx context.Context) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	f.stopPrinting = stop
	if f.config.Print == nil {
		return
	}
	f.spool.arrived = make(chan arrival, mostWaiting)
	f.printer.Go(func() {
		defer stop()
		f.printAll(ctx)
	})
}

func (c *FaxConfig) drawPassword() error {
	if c.User == "" {
		c.User = defaultFaxUser
	}
	if c.Password != "" {
		return nil
	}
	var b [faxPassword]byte
	if _, err := io.ReadFull(c.Random, b[:]); err != nil {
		return err
	}
	c.Password = strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
	return nil
}

// Addr is the host and port.
func (f *Fax) Addr() string { return f.listener.Addr().String() }

// URL is the address as an account names it.
func (f *Fax) URL() string { return "hylafax://" + f.Addr() }

// User is the name to log in with.
func (f *Fax) User() string { return f.config.User }

// Password is the one given or drawn.
func (f *Fax) Password() string { return f.config.Password }

// Received lists the faxes that were ordered and whose documents are whole, oldest first.
func (f *Fax) Received() ([]ReceivedFax, error) { return f.spool.received() }

// Finish ends a fax at once, with an outcome of the caller's choice.
func (f *Fax) Finish(attempt string, outcome FaxOutcome) error {
	return f.spool.finish(attempt, outcome)
}

// Forget removes a fax from the queues, as a server's housekeeping does.
func (f *Fax) Forget(attempt string) error { return f.spool.forget(attempt) }

// Close stops the machine and waits until it has stopped and printed what arrived, the latter for a few
// seconds at most. The faxes stay.
func (f *Fax) Close() error {
	f.stop()
	err := f.shut()
	f.busy.Wait()
	grace, over := context.WithTimeout(context.Background(), printGrace)
	defer over()
	context.AfterFunc(grace, f.stopPrinting)
	f.printer.Wait()
	return err
}

func (f *Fax) shut() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.sessions == nil {
		return nil
	}
	close(f.closed)
	for conn := range f.sessions {
		_ = conn.Close()
	}
	f.sessions = nil
	return f.listener.Close()
}

func (f *Fax) accept() {
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			return
		}
		if !f.keep(conn) {
			_ = conn.Close()
			return
		}
		f.busy.Go(func() {
			defer f.drop(conn)
			newFaxSession(f, conn).serve()
		})
	}
}

func (f *Fax) keep(conn net.Conn) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.sessions == nil {
		return false
	}
	f.sessions[conn] = struct{}{}
	return true
}

func (f *Fax) drop(conn net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, conn)
	_ = conn.Close()
}

// deliver ends faxes when their time has come, even when nobody asks.
func (f *Fax) deliver() {
	for {
		wait, err := f.spool.settle()
		if err != nil {
			wait = time.Second // a full disk: the queues keep what is due
		}
		select {
		case <-f.closed:
			return
		case <-f.spool.ordered:
		case <-f.config.After(wait):
		}
	}
}
