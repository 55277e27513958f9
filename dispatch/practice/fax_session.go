package practice

import (
	"bufio"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	longestFaxLine = 4 << 10
	faxPatience    = 2 * time.Minute
)

// faxSession is one client's connection, spoken as hfaxd does.
type faxSession struct {
	fax      *Fax
	conn     net.Conn
	lines    *bufio.Reader
	user     string
	loggedIn bool
	over     bool
	passive  net.Listener // of the next transfer
	job      *faxJob      // the current one; nil: none
	format   string       // of listings
	cwd      string
	uploads  []string // names in the queue's folder
}

func newFaxSession(f *Fax, conn net.Conn) *faxSession {
	return &faxSession{fax: f, conn: conn, lines: bufio.NewReaderSize(conn, longestFaxLine), cwd: "/"}
}

func (s *faxSession) serve() {
	defer s.forgetUploads()
	defer s.closePassive()
	if s.play(FaxHello) {
		return
	}
	s.reply(220, "practice server (HylaFAX (tm) Version 6.0.7) ready.")
	for !s.over {
		stop := time.AfterFunc(faxPatience, func() { _ = s.conn.Close() }).Stop
		line, err := s.lines.ReadSlice('\n')
		stop()
		if err != nil {
			return
		}
		verb, argument, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
		s.obey(strings.ToUpper(verb), argument)
	}
}

// forgetUploads removes the documents of a job that was never ordered, as hfaxd does.
func (s *faxSession) forgetUploads() {
	for _, name := range s.uploads {
		_ = os.Remove(filepath.Join(s.fax.spool.queue(), name))
	}
}

// obey runs one command.
func (s *faxSession) obey(verb, argument string) {
	public := map[string]func(string){"USER": s.doUser, "PASS": s.doPass, "QUIT": s.doQuit}
	private := map[string]func(string){
		"TYPE": s.ok("Type set to Image."), "TZONE": s.ok("Using time values in GMT."),
		"FORM": s.ok("Format set to PDF."), "NOOP": s.ok("NOOP command successful."),
		"PASV": s.doPasv, "STOT": s.doStot, "SIZE": s.doSize, "CWD": s.doCwd, "LIST": s.doList,
		"JOBFMT": s.doJobFmt, "JNEW": s.doJNew, "JPARM": s.doJParm, "JSUBM": s.doJSubm, "JOB": s.doJob,
		"JKILL": s.doJKill, "JDELE": s.doJDele,
	}
	if do, ok := public[verb]; ok {
		do(argument)
		return
	}
	do, ok := private[verb]
	switch {
	case !ok:
		s.reply(500, verb+": Command not recognized.")
	case !s.loggedIn:
		s.reply(530, "Please login with USER and PASS.")
	default:
		do(argument)
	}
}

func (s *faxSession) ok(text string) func(string) {
	return func(string) { s.reply(200, text) }
}

func (s *faxSession) reply(code int, text string) { s.say(strconv.Itoa(code) + " " + text + "\r\n") }

func (s *faxSession) say(text string) {
	defer time.AfterFunc(faxPatience, func() { _ = s.conn.Close() }).Stop()
	if _, err := io.WriteString(s.conn, text); err != nil {
		s.over = true
	}
}

func (s *faxSession) doUser(name string) {
	s.user = name
	s.reply(331, "Password required for "+name+".")
}

func (s *faxSession) doPass(password string) {
	if s.user != s.fax.config.User || password != s.fax.config.Password {
		s.reply(530, "Login incorrect.")
		return
	}
	if !s.play(FaxLogin) {
		s.loggedIn = true
		s.reply(230, "User "+s.user+" logged in.")
	}
}

func (s *faxSession) doQuit(string) {
	s.reply(221, "Goodbye.")
	s.over = true
}

func (s *faxSession) doCwd(directory string) {
	s.cwd = directory
	s.reply(250, "CWD command successful.")
}

func (s *faxSession) doJobFmt(format string) {
	s.format = unquoted(format)
	s.reply(200, "JOBFMT command successful.")
}

func (s *faxSession) doJNew(string) {
	id, err := s.fax.spool.newID()
	if err != nil {
		s.reply(452, "Cannot create job.")
		return
	}
	s.job = &faxJob{ID: id, Params: map[string]string{}, Outcome: FaxOutcome{State: "T"}}
	s.reply(200, "New job created: jobid: "+strconv.Itoa(id)+" groupid: "+strconv.Itoa(id)+".")
}

func (s *faxSession) doJParm(argument string) {
	name, value, set := strings.Cut(argument, " ")
	switch {
	case s.job == nil:
		s.reply(504, "No current job.")
	case name == "DOCUMENT":
		s.attach(value)
	case !set:
		s.query(name)
	case name == "DIALSTRING" && s.play(FaxNumber):
	default:
		s.job.Params[name] = unquoted(value)
		s.reply(213, name+" set to "+value+".")
	}
}

func (s *faxSession) attach(name string) {
	document := filepath.Base(name)
	if !slices.Contains(s.uploads, document) {
		s.reply(550, name+": No such file or directory.")
		return
	}
	s.job.Documents = append(s.job.Documents, document)
	s.reply(200, "Added document "+name+" as docq/"+document+".")
}

func (s *faxSession) query(name string) {
	value, ok := s.job.param(name)
	if !ok {
		s.reply(500, "JPARM "+name+": Parameter not recognized.")
		return
	}
	s.reply(213, value)
}

// neededParams are those without which the real scheduler does not take a job.
var neededParams = []string{
	"DIALSTRING", "EXTERNAL", "FROMUSER", "JOBINFO", "NOTIFY", "MAXDIALS", "MAXTRIES", "LASTTIME",
	"SENDTIME", "VRES", "PAGEWIDTH", "PAGELENGTH", "PAGECHOP",
}

func (s *faxSession) doJSubm(string) {
	if s.job == nil {
		s.reply(504, "No current job.")
		return
	}
	if s.play(FaxSubmit) {
		return
	}
	for _, name := range neededParams {
		if s.job.Params[name] == "" {
			s.reply(460, "Failed to submit job: Unspecified reason (scheduler NAK'd request).")
			return
		}
	}
	if err := s.fax.spool.order(s.job); err != nil {
		s.reply(460, "Failed to submit job: no space.")
		return
	}
	s.uploads = nil
	if !s.play(FaxKept) {
		s.reply(200, "Job "+strconv.Itoa(s.job.ID)+" submitted.")
	}
}

func (s *faxSession) doJob(argument string) {
	job, ok := s.find(argument)
	if !ok {
		return
	}
	s.job = job
	s.reply(200, "Current job: jobid: "+argument+" groupid: "+argument+".")
}

func (s *faxSession) doJKill(argument string) {
	job, ok := s.find(argument)
	if !ok {
		return
	}
	if job.ended() {
		s.reply(504, "Cannot kill job: job is done.")
		return
	}
	if _, err := s.fax.spool.kill(job.ID); err != nil {
		s.reply(460, "Failed to kill job.")
		return
	}
	s.reply(200, "Job "+argument+" killed.")
}

func (s *faxSession) doJDele(string) {
	if s.job == nil || !s.job.Ordered.IsZero() {
		s.reply(504, "Cannot delete job.")
		return
	}
	s.reply(200, "Job "+strconv.Itoa(s.job.ID)+" deleted; current job: (default).")
	s.job = nil
}

// find reads a job from the queues, or answers that there is none.
func (s *faxSession) find(id string) (*faxJob, bool) {
	jobs, err := s.fax.spool.current()
	i := slices.IndexFunc(jobs, func(job *faxJob) bool { return strconv.Itoa(job.ID) == id })
	if err != nil || i < 0 {
		s.reply(500, "Job "+id+" does not exist.")
		return nil, false
	}
	return jobs[i], true
}

func unquoted(value string) string { return strings.Trim(value, `"`) }
