package dispatchtest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	// HostilePatience is what a client that visits a hostile web service is to be given.
	HostilePatience = 400 * time.Millisecond
	hostileStep     = 20 * time.Millisecond
	hostilePage     = 10 << 20 // bytes of an error page
)

// Web is a client of a web service, which visits one that means harm.
type Web struct {
	// Visit makes the client's usual exchange with a service at a base, and gives it HostilePatience. Where the
	// service does harm it must end by itself, with an error.
	Visit func(ctx context.Context, base string, roots *x509.CertPool) error
	// Content says that the client takes a whole answer of 200 as it comes: what it holds is judged by others.
	Content bool
	// Most is how many bytes a visit may take in; 0: 1 MiB, and a header.
	Most int64
	// Memory is how many bytes a visit may ask for in all; 0: 64 MiB.
	Memory uint64
}

const (
	hostileHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=" + hostileWords + "; Path=/\r\n"
	hostileBad  = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/html\r\nSet-Cookie: a=" + hostileWords + "\r\n"
)

type webHarmKind int

const (
	broken  webHarmKind = iota // no answer, or none that ends
	waiting                    // the same, for as long as the client has patience
	whole                      // a whole answer of 200
)

// webHarm is what a service does instead of answering.
type webHarm struct {
	name string
	kind webHarmKind
	do   func(l *lineOut)
}

func body(head, content string) string {
	return fmt.Sprintf("%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", head, len(content), content)
}

func webHarms() []webHarm {
	page := "<html>" + strings.Repeat("<p>"+hostileWords+"</p>\n", hostilePage/20)
	say := func(text string) func(*lineOut) { return func(l *lineOut) { l.say(text) } }
	after := func(head string, rest func(*lineOut)) func(*lineOut) {
		return func(l *lineOut) { l.say(head); rest(l) }
	}
	flood := func(text string) func(*lineOut) { return func(l *lineOut) { l.endlessly(text) } }
	drip := func(text string) func(*lineOut) { return func(l *lineOut) { l.slowly(text) } }
	return []webHarm{
		{"silence", waiting, func(l *lineOut) { <-l.stopped }},
		{"hangs up", broken, func(*lineOut) {}},
		{"a header line without an end", broken, after(hostileHead+"X-A: ", flood("a"))},
		{"headers without an end", broken, after(hostileHead, flood("X-A: "+hostileWords+"\r\n"))},
		{"a status line without an end", broken, after("HTTP/1.1 200 ", flood("OK"))},
		{"answers to come, without an end", broken, flood("HTTP/1.1 103 Early Hints\r\nLink: <" + hostileWords + ">\r\n\r\n")},
		{"answers to come, one at a time", waiting, drip("HTTP/1.1 100 Continue\r\n\r\n")},
		{"headers, a byte at a time", waiting, after(hostileHead, drip("a"))},
		{"headers, a line at a time", waiting, after(hostileHead, drip("X-A: b\r\n"))},
		{"a body, a byte at a time", waiting, after(hostileHead+"Content-Length: 500000\r\n\r\n", drip(" "))},
		{"chunks, one byte at a time", waiting, after(hostileHead+"Transfer-Encoding: chunked\r\n\r\n", drip("1\r\n \r\n"))},
		{"a body without an end", broken, after(hostileHead+"\r\n", flood("[\""+hostileWords+"\"],"))},
		{"chunks without an end", broken, after(hostileHead+"Transfer-Encoding: chunked\r\n\r\n", flood("8000\r\n"+strings.Repeat(" ", 0x8000)+"\r\n"))},
		{"the words of a chunk without an end", broken, after(hostileHead+"Transfer-Encoding: chunked\r\n\r\n1;", flood("a"))},
		{"a trailer without an end", broken, after(hostileHead+"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n", flood("X-A: b\r\n"))},
		{"a length that no number holds", broken, say(hostileHead + "Content-Length: 99999999999999999999\r\n\r\n{}")},
		{"a length of eight exbibytes, then nothing", waiting, say(hostileHead + "Content-Length: 9223372036854775807\r\n\r\n{")},
		{"two lengths", broken, say(hostileHead + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")},
		{"a part of what was announced", broken, say(hostileHead + "Content-Length: 100\r\n\r\n{}")},
		{"a page of ten megabytes with an error", broken, say(body(hostileBad, page))},
		{"a page of ten megabytes", broken, say(body(hostileHead, page))},
		{"a gibibyte in a mebibyte", whole, say(body(hostileHead+"Content-Encoding: gzip\r\n", bomb()))},
		{"a captive portal", whole, say(body(hostileHead, "<html><body>"+hostileWords+", please accept our terms</body></html>"))},
		{"an empty answer", whole, say(body(hostileHead, ""))},
		{"brackets in brackets", whole, say(body(hostileHead, strings.Repeat("[", 900<<10)))},
		{"objects in objects", whole, say(body(hostileHead, strings.Repeat(`{"a":`, 180<<10)))},
		{"elements in elements", whole, say(body(hostileHead, strings.Repeat("<a>", 300<<10)))},
		{"an entity that holds itself many times", whole, say(body(hostileHead, billion))},
		{"a number of a million digits", whole, say(body(hostileHead, `{"a":`+strings.Repeat("9", 900<<10)+"}"))},
		{"another protocol, without an end", broken, flood("SSH-2.0-" + hostileWords)},
		{"a switch of protocols", broken, after("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", flood("a"))},
		{"a switch of protocols, then silence", waiting, after(
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", func(l *lineOut) { <-l.stopped },
		)},
		{"a status that is none", broken, say("HTTP/1.1 99 " + hostileWords + "\r\nContent-Length: 0\r\n\r\n")},
	}
}

// billion is the oldest of XML's bombs.
const billion = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">` +
	`<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><a>&d;</a>`

// bomb is a gibibyte of zeros as gzip packs it. Deflate packs a window the same each time: one mebibyte is packed,
// and repeated as members of one file (RFC 1952, 2.2).
func bomb() string {
	var member bytes.Buffer
	w, _ := gzip.NewWriterLevel(&member, gzip.BestCompression)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Close()
	return strings.Repeat(member.String(), min(1<<10, 1000<<10/member.Len()))
}

// RunHostileWeb lets a client visit services that do every harm, and follow none of the ways that they point.
func RunHostileWeb(t *testing.T, w Web) {
	t.Helper()
	if w.Most == 0 {
		w.Most = 1<<20 + 64<<10
	}
	if w.Memory == 0 {
		w.Memory = 64 << 20
	}
	ca := NewCA(t)
	for _, h := range webHarms() {
		t.Run(h.name, func(t *testing.T) {
			if h.kind == waiting {
				t.Parallel()
			}
			w.meet(t, ca, h)
		})
	}
	t.Run("ways elsewhere", func(t *testing.T) { w.lead(t, ca) })
	t.Run("cookies", func(t *testing.T) { w.feed(t, ca) })
}

// meet lets the client visit a service, and measures.
func (w Web) meet(t *testing.T, ca *CA, h webHarm) {
	t.Helper()
	server := w.serve(t, ca, h.do, nil)
	ctx, cancel := context.WithTimeout(t.Context(), hostileLimit)
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	err := w.Visit(ctx, "https://"+server.address, ca.Pool)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if err != nil || h.kind != whole || !w.Content {
		server.judge(t, ctx, err, w.Most)
	}
	if server.met.Load() == 0 {
		t.Errorf("nobody came: %v", err)
	}
	// Asked for, not held: what the service itself asked for to say it is in there. Those that wait do so together.
	if asked := after.TotalAlloc - before.TotalAlloc; asked > w.Memory && h.kind != waiting {
		t.Errorf("asked for %d MiB", asked>>20)
	}
	t.Logf("%v, %d bytes said, %d KiB asked for: %v", took.Round(time.Millisecond), server.said.Load(), (after.TotalAlloc-before.TotalAlloc)>>10, err)
}

// serve answers each request with do. Its connections stay open until the client closes them or the test ends.
func (w Web) serve(t *testing.T, ca *CA, do func(*lineOut), seen func(*http.Request)) *hostileServer {
	t.Helper()
	return hostileListener(t, ca, true, func(conn net.Conn, stopped <-chan struct{}, said *atomic.Int64) {
		request, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		if seen != nil {
			seen(request)
		}
		_, _ = io.CopyN(io.Discard, request.Body, min(max(request.ContentLength, 0), 1<<20))
		do(&lineOut{conn, Talk{Step: hostileStep}, stopped, said})
	})
}

// lead answers with ways to other places, one of which counts its visitors.
func (w Web) lead(t *testing.T, ca *CA) {
	t.Helper()
	trap := hostileListener(t, ca, false, func(net.Conn, <-chan struct{}, *atomic.Int64) {})
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, place := range []string{
			"http://" + trap.address + "/", "https://" + trap.address + "/", "//" + trap.address, "file:///etc/passwd",
			"http://169.254.169.254/latest/meta-data/", "https://[::1]:9/", "ftp://" + trap.address, "javascript:alert(1)", "\\\\" + trap.address,
		} {
			head := fmt.Sprintf("HTTP/1.1 %d Elsewhere\r\nLocation: %s\r\nSet-Cookie: a=b\r\n", status, place)
			server := w.serve(t, ca, func(l *lineOut) { l.say(body(head, hostileWords)) }, nil)
			ctx, cancel := context.WithTimeout(t.Context(), hostileLimit)
			err := w.Visit(ctx, "https://"+server.address, ca.Pool)
			if err != nil || !w.Content { // to such a client a way that it does not go may be an answer like another
				server.judge(t, ctx, err, w.Most)
			}
			cancel()
			if trap.met.Load() > 0 {
				t.Fatalf("%d to %s was followed", status, place)
			}
		}
	}
}

// feed gives out cookies, and wants none back.
func (w Web) feed(t *testing.T, ca *CA) {
	t.Helper()
	server := w.serve(t, ca, func(l *lineOut) { l.say(body(hostileBad, "{}")) }, func(r *http.Request) {
		if len(r.Cookies()) > 0 {
			t.Errorf("kept a cookie: %v", r.Cookies())
		}
	})
	for range 2 {
		_ = w.Visit(t.Context(), "https://"+server.address, ca.Pool)
	}
}
