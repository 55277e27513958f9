package practice_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
)

const faxDelay = 5 * time.Second

func startFax(t *testing.T, dir string, clock *dispatchtest.Clock) *practice.Fax {
	t.Helper()
	f, err := practice.StartFax(t.Context(), practice.FaxConfig{
		Dir: dir, Random: rand.Reader, Now: clock.Now, After: clock.After, Delay: faxDelay,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// faxClient speaks the protocol by hand, so that the machine is not tried with the program's own client.
type faxClient struct {
	t *testing.T
	*textproto.Conn
}

func dialFax(t *testing.T, f *practice.Fax) *faxClient {
	t.Helper()
	conn, err := textproto.Dial("tcp", f.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	c := &faxClient{t: t, Conn: conn}
	c.expect(220)
	return c
}

func loginFax(t *testing.T, f *practice.Fax) *faxClient {
	t.Helper()
	c := dialFax(t, f)
	c.do(331, "USER "+f.User())
	c.do(230, "PASS "+f.Password())
	return c
}

func (c *faxClient) expect(code int) string {
	c.t.Helper()
	_, text, err := c.ReadResponse(code)
	if err != nil {
		c.t.Fatal(err)
	}
	return text
}

func (c *faxClient) do(code int, command string) string {
	c.t.Helper()
	if err := c.PrintfLine("%s", command); err != nil {
		c.t.Fatal(err)
	}
	return c.expect(code)
}

// transfer sends data, or reads to the end when there is none.
func (c *faxClient) transfer(command string, data []byte) (opening string, read []byte) {
	c.t.Helper()
	var p1, p2 int
	text := c.do(227, "PASV")
	if _, err := fmt.Sscanf(text, "Entering passive mode (127,0,0,1,%d,%d)", &p1, &p2); err != nil {
		c.t.Fatal(text, err)
	}
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", p1<<8|p2))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	opening = c.do(150, command)
	if data != nil {
		_, err = conn.Write(data)
		_ = conn.Close()
	} else {
		read, err = io.ReadAll(conn)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.expect(226)
	return opening, read
}

// order sends a fax of the documents, tagged.
func (c *faxClient) order(number, tag string, documents ...string) {
	c.t.Helper()
	c.do(200, "JNEW")
	for _, parameter := range []string{
		"DIALSTRING " + number, "EXTERNAL " + number, "FROMUSER a", "JOBINFO " + tag, "NOTIFY none",
		"MAXDIALS 3", "MAXTRIES 3", "LASTTIME 000259", "SENDTIME NOW", "VRES 196", "PAGEWIDTH 216",
		"PAGELENGTH 279", "PAGECHOP none",
	} {
		c.do(213, "JPARM "+parameter)
	}
	for _, document := range documents {
		opening, _ := c.transfer("STOT", []byte(document))
		name, _, _ := strings.Cut(strings.TrimPrefix(opening, "FILE: "), " ")
		c.do(213, "SIZE "+name)
		c.do(200, "JPARM DOCUMENT "+name)
	}
	c.do(200, "JSUBM")
	c.do(221, "QUIT")
}

func (c *faxClient) list(queue string) string {
	c.t.Helper()
	c.do(200, `JOBFMT "%j|%a|%p|%y|%J|%s"`)
	c.do(250, "CWD "+queue)
	_, listing := c.transfer("LIST", nil)
	return string(listing)
}

func TestFaxArrivesAfterItsDelay(t *testing.T) {
	t.Parallel()
	clock, dir, id := dispatchtest.NewClock(dispatchtest.Epoch()), t.TempDir(), string(dispatch.NewID(rand.Reader))
	f := startFax(t, dir, clock)
	loginFax(t, f).order("15145550123", id+"/2", "cover", "document")
	if got := loginFax(t, f).list("/sendq"); got != "1|R|0|2|"+id+"/2|\r\n" {
		t.Errorf("waiting: %q", got)
	}
	if err := clock.BlockUntil(t.Context(), 2); err != nil { // once idle, once for the order
		t.Fatal(err)
	}
	clock.Advance(faxDelay)
	await(t, filepath.Join(dir, id, "02.pdf"))
	for name, want := range map[string]string{"01.pdf": "cover", "02.pdf": "document"} {
		if got, err := os.ReadFile(filepath.Join(dir, id, name)); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	c := loginFax(t, f)
	if sending, done := c.list("/sendq"), c.list("/doneq"); sending != "" || done != "1|D|2|2|"+id+"/2|\r\n" {
		t.Errorf("after: %q, %q", sending, done)
	}
}

func await(t *testing.T, path string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("nothing arrived")
		}
	}
}

func TestFaxIsKnownToAnotherMachineOnTheFolder(t *testing.T) {
	t.Parallel()
	clock, dir, id := dispatchtest.NewClock(dispatchtest.Epoch()), t.TempDir(), string(dispatch.NewID(rand.Reader))
	first := startFax(t, dir, clock)
	loginFax(t, first).order("15145550199", id+"/2", "cover", "document")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	clock.Advance(faxDelay)
	second := startFax(t, dir, clock)
	if got := loginFax(t, second).list("/doneq"); got != "1|F|0|2|"+id+"/2|Busy signal detected\r\n" {
		t.Errorf("%q", got)
	}
	loginFax(t, second).order("15145550123", id+"/1", "cover")
	if got := loginFax(t, second).list("/sendq"); !strings.HasPrefix(got, "2|R|") {
		t.Errorf("the numbers start again: %q", got)
	}
	faxes, err := second.Received()
	if err != nil || len(faxes) != 2 || faxes[0].Attempt != id || faxes[0].Number != "15145550199" || faxes[0].Delivered || !faxes[0].Ended {
		t.Errorf("%+v, %v", faxes, err)
	}
}

func TestFaxMachineRefuses(t *testing.T) {
	t.Parallel()
	f := startFax(t, t.TempDir(), dispatchtest.NewClock(dispatchtest.Epoch()))
	t.Run("without a login", func(t *testing.T) {
		t.Parallel()
		dialFax(t, f).do(530, "JNEW")
	})
	t.Run("a wrong password", func(t *testing.T) {
		t.Parallel()
		c := dialFax(t, f)
		c.do(331, "USER "+f.User())
		c.do(530, "PASS wrong")
	})
	t.Run("what it does not know", func(t *testing.T) {
		t.Parallel()
		loginFax(t, f).do(500, "SHUT")
	})
	t.Run("an order that lacks parameters", func(t *testing.T) {
		t.Parallel()
		c := loginFax(t, f)
		c.do(200, "JNEW")
		c.do(213, "JPARM DIALSTRING 15145550123")
		c.do(460, "JSUBM")
		c.do(200, "JDELE")
	})
	t.Run("a document that was not uploaded", func(t *testing.T) {
		t.Parallel()
		c := loginFax(t, f)
		c.do(200, "JNEW")
		c.do(550, "JPARM DOCUMENT /../../etc/passwd")
	})
	t.Run("to kill what does not exist", func(t *testing.T) {
		t.Parallel()
		loginFax(t, f).do(500, "JKILL 999")
	})
}

func TestFaxTagCannotLeadOutOfTheFolder(t *testing.T) {
	t.Parallel()
	clock, dir := dispatchtest.NewClock(dispatchtest.Epoch()), t.TempDir()
	f := startFax(t, filepath.Join(dir, "machine"), clock)
	loginFax(t, f).order("15145550123", "../escaped", "cover")
	clock.Advance(faxDelay)
	if _, err := f.Received(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "machine", "job-1", "01.pdf")); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestFaxForgetsUploadsWithoutAnOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := startFax(t, dir, dispatchtest.NewClock(dispatchtest.Epoch()))
	c := loginFax(t, f)
	c.transfer("STOT", []byte("document"))
	c.do(221, "QUIT")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "queue")); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestFaxNeedsAClockAndAFolder(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return dispatchtest.Epoch() }
	for name, config := range map[string]practice.FaxConfig{
		"no clock":      {Dir: t.TempDir(), Random: rand.Reader},
		"no folder":     {Now: now, Random: rand.Reader},
		"no randomness": {Dir: t.TempDir(), Now: now},
	} {
		if f, err := practice.StartFax(t.Context(), config); err == nil {
			t.Errorf("%s: started", name)
			_ = f.Close()
		}
	}
}
