package practice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// mostFaxBytes bounds one document.
const mostFaxBytes = 128 << 20

func (s *faxSession) doPasv(string) {
	s.closePassive()
	if s.faultAt(FaxTransfer) == FaxElsewhere {
		s.reply(227, "Entering passive mode (127,0,0,2,17,207)")
		return
	}
	if s.play(FaxTransfer) {
		return
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		s.reply(425, "Cannot open passive connection.")
		return
	}
	s.passive = listener
	port := listener.Addr().(*net.TCPAddr).Port
	s.reply(227, fmt.Sprintf("Entering passive mode (127,0,0,1,%d,%d)", port>>8, port&0xff))
}

func (s *faxSession) closePassive() {
	if s.passive != nil {
		_ = s.passive.Close()
		s.passive = nil
	}
}

// data takes the client's data connection.
func (s *faxSession) data() (net.Conn, error) {
	if s.passive == nil {
		return nil, errors.New("practice: no data connection was prepared")
	}
	defer s.closePassive()
	listener := s.passive
	defer time.AfterFunc(faxPatience, func() { _ = listener.Close() }).Stop()
	return listener.Accept()
}

func (s *faxSession) doStot(string) {
	conn, err := s.data()
	if err != nil {
		s.reply(425, "Cannot build data connection.")
		return
	}
	defer func() { _ = conn.Close() }()
	file, err := s.fax.spool.incoming()
	if err != nil {
		s.reply(452, "Cannot create file.")
		return
	}
	defer file.Close()
	name := filepath.Base(file.Name())
	s.reply(150, "FILE: /tmp/"+name+" (Opening new data connection).")
	if err := s.receive(file, conn); err != nil {
		s.reply(426, "Transfer aborted.")
		return
	}
	if !s.over {
		s.uploads = append(s.uploads, name)
		s.reply(226, "Transfer complete (FILE: /tmp/"+name+").")
	}
}

// receive reads a document as hfaxd does: to the end of the connection, whatever ended it.
func (s *faxSession) receive(file *os.File, conn net.Conn) error {
	defer time.AfterFunc(faxPatience, func() { _ = conn.Close() }).Stop()
	n, err := io.CopyN(file, conn, 1)
	if n == 1 && s.play(FaxMidway) {
		return nil
	}
	if err == nil {
		_, err = io.CopyN(file, conn, mostFaxBytes)
	}
	if s.faultAt(FaxMidway) == FaxLoseBytes {
		return file.Truncate(1)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (s *faxSession) doSize(name string) {
	info, err := os.Stat(filepath.Join(s.fax.spool.queue(), filepath.Base(name)))
	if err != nil {
		s.reply(550, name+": not a plain file.")
		return
	}
	s.reply(213, strconv.FormatInt(info.Size(), 10))
}

func (s *faxSession) doList(string) {
	conn, err := s.data()
	if err != nil {
		s.reply(425, "Cannot build data connection.")
		return
	}
	defer func() { _ = conn.Close() }()
	defer time.AfterFunc(faxPatience, func() { _ = conn.Close() }).Stop()
	s.reply(150, `Opening new data connection for ".".`)
	if err := s.write(conn); err != nil || s.over {
		s.over = true
		return
	}
	_ = conn.Close()
	s.reply(226, "Transfer complete.")
}

func (s *faxSession) write(conn net.Conn) error {
	switch s.faultAt(FaxList) {
	case FaxHangUp:
		s.over = true
		return nil
	case FaxFlood:
		return floodListing(conn)
	case FaxBabble:
		_, err := io.WriteString(conn, "How do you do?\r\n")
		return err
	}
	listing, err := s.listing()
	if err != nil {
		return err
	}
	_, err = io.WriteString(conn, listing)
	return err
}

func floodListing(conn net.Conn) error {
	line := strings.Repeat("1|W|0|0|0|x|y\r\n", 500)
	for {
		if _, err := io.WriteString(conn, line); err != nil {
			return err
		}
	}
}

func (s *faxSession) listing() (string, error) {
	if s.cwd == "/status" {
		return "HylaFAX scheduler on practice: Running\r\n", nil
	}
	jobs, err := s.fax.spool.current()
	if err != nil {
		return "", err
	}
	var listing strings.Builder
	for _, job := range jobs {
		if job.ended() == (s.cwd == "/doneq") {
			listing.WriteString(job.line(s.format) + "\r\n")
		}
	}
	return listing.String(), nil
}

// line writes a job in the client's format, of which only the letters that it uses are known.
func (j *faxJob) line(format string) string {
	return strings.NewReplacer(
		"%j", strconv.Itoa(j.ID), "%a", j.Outcome.State, "%p", strconv.Itoa(j.Outcome.Sent),
		"%y", strconv.Itoa(j.Total), "%d", strconv.Itoa(j.Outcome.Number), "%J", j.Params["JOBINFO"],
		"%s", j.Outcome.Words, "%e", j.Params["EXTERNAL"],
	).Replace(format)
}
