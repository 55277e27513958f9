package store_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
	"github.com/souspli/souspli/store"
)

// The test program runs itself again to be the other programs of a home. What a child does, where, and
// with which key stands in its environment.
const (
	roleVariable = "STORE_TEST_ROLE"
	homeVariable = "STORE_TEST_HOME"
)

var roles = map[string]func(ctx context.Context, s *store.Store, out io.Writer) error{
	"append": appendMany,
	"apply":  applyForEver,
	"read":   readUntilStopped,
	"lease":  takeLeases,
	"write":  writeUntilStopped,
}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		if err := child(role); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(planted.Suite{Tests: m}.Run())
}

func child(role string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, options(os.Getenv(homeVariable), plainSealer{}))
	if err != nil {
		return err
	}
	if err := roles[role](ctx, s, os.Stdout); err != nil {
		return err
	}
	return s.Close()
}

// start starts another program on a home, and gives what it writes and how to tell it to stop.
func startChild(t *testing.T, dir, role string) (*exec.Cmd, *bufio.Scanner, io.Closer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^$")
	cmd.Env = append(os.Environ(), roleVariable+"="+role, homeVariable+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stop, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out), stop
}

const appendedByEach = 200

func appendMany(ctx context.Context, s *store.Store, _ io.Writer) error {
	for range appendedByEach {
		if err := s.Append(ctx, event(dispatch.EventAsked, start)); err != nil {
			return err
		}
	}
	return nil
}

// untilStopped does something again and again until the program's input closes.
func untilStopped(do func() error) error {
	stopped := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(stopped)
	}()
	for {
		if err := do(); err != nil {
			return err
		}
		select {
		case <-stopped:
			return nil
		default:
		}
	}
}

// readUntilStopped reads all it can.
func readUntilStopped(ctx context.Context, s *store.Store, _ io.Writer) error {
	return untilStopped(func() error {
		_, err := s.VerifyLog(ctx)
		if err != nil {
			return err
		}
		_, err = s.Search(ctx, dispatch.Filter{Query: "beaubien"})
		return err
	})
}

// writeUntilStopped says that it begins, and writes without a pause.
func writeUntilStopped(ctx context.Context, s *store.Store, out io.Writer) error {
	fmt.Fprintln(out, "writing")
	return untilStopped(func() error { return s.Append(ctx, event(dispatch.EventAsked, start)) })
}

func TestTwoProgramsWriteWhileAThirdReads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	reader, _, stop := startChild(t, dir, "read")
	one, _, _ := startChild(t, dir, "append")
	two, _, _ := startChild(t, dir, "append")
	for _, writer := range []*exec.Cmd{one, two} {
		if err := writer.Wait(); err != nil {
			t.Error("a writer:", err)
		}
	}
	_ = stop.Close()
	if err := reader.Wait(); err != nil {
		t.Error("the reader:", err)
	}
	verifiedPlain(t, dir, 2*appendedByEach)
}

// verifiedPlain verifies a home that children wrote; want below zero: any number of events.
func verifiedPlain(t *testing.T, dir string, want int64) int64 {
	t.Helper()
	s, err := store.Open(t.Context(), options(dir, plainSealer{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.VerifyLog(t.Context())
	if err != nil || (want >= 0 && got != want) {
		t.Fatalf("VerifyLog = %d, %v; want %d", got, err, want)
	}
	return got
}

// takeLeases tries for the lease with a clock of its own, and tells each turn that it had.
func takeLeases(ctx context.Context, s *store.Store, out io.Writer) error {
	holder := newID()
	for now := range 400 {
		at := start.Add(time.Duration(now) * time.Second)
		taken, err := s.TakeLease(ctx, holder, at, at.Add(3*time.Second))
		if err != nil {
			return err
		}
		if !taken {
			continue
		}
		d := held()
		if err := s.Create(ctx, d, "", event(dispatch.EventCreated, at)); err != nil {
			return err
		}
		err = s.Apply(ctx, dispatch.Transition{
			Dispatch: d.ID, From: dispatch.Held, To: dispatch.Queued, Holder: holder, Event: event(dispatch.EventReleased, at),
		})
		switch dispatch.CodeOf(err) {
		case "":
			fmt.Fprintln(out, "released")
		case "lease_lost":
			fmt.Fprintln(out, "lost")
		default:
			return err
		}
	}
	return nil
}

// Two clocks run apart, so turns are taken over and lost; every release that was stored was its
// holder's to make.
func TestTheLeaseBetweenPrograms(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, said1, _ := startChild(t, dir, "lease")
	two, said2, _ := startChild(t, dir, "lease")
	released := int64(0)
	for _, said := range []*bufio.Scanner{said1, said2} {
		for said.Scan() {
			if said.Text() == "released" {
				released++
			}
		}
	}
	for _, program := range []*exec.Cmd{one, two} {
		if err := program.Wait(); err != nil {
			t.Error(err)
		}
	}
	s, err := store.Open(t.Context(), options(dir, plainSealer{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	counts, err := s.CountByState(t.Context())
	if err != nil || int64(counts[dispatch.Queued]) != released || released == 0 {
		t.Errorf("%v queued, %d released, %v", counts, released, err)
	}
}

// applyForEver leads dispatches through their states, and tells each change once it is stored.
func applyForEver(ctx context.Context, s *store.Store, out io.Writer) error {
	for {
		d := held()
		if err := s.Create(ctx, d, "", event(dispatch.EventCreated, start)); err != nil {
			return err
		}
		for i, change := range wayTo(d.ID, dispatch.Accepted) {
			if err := s.Apply(ctx, change); err != nil {
				return err
			}
			if _, err := fmt.Fprintln(out, d.ID, i, change.To); err != nil {
				return err
			}
		}
	}
}

// What a program said it had stored is there after it was killed, and nothing is half there.
func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round, after := range []int{1, 40, 150} {
		cmd, said, _ := startChild(t, dir, "apply")
		reached := map[dispatch.ID]dispatch.State{}
		for range after {
			if !said.Scan() {
				t.Fatal("the program ended by itself")
			}
			fields := strings.Fields(said.Text())
			reached[dispatch.ID(fields[0])] = dispatch.State(fields[2])
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for said.Scan() { // what it stored before it died
			fields := strings.Fields(said.Text())
			if len(fields) == 3 {
				reached[dispatch.ID(fields[0])] = dispatch.State(fields[2])
			}
		}
		_ = cmd.Wait() // it was killed
		stillThere(t, dir, reached, round)
	}
}

var rank = map[dispatch.State]int{dispatch.Held: 0, dispatch.Queued: 1, dispatch.Sending: 2, dispatch.Accepted: 3}

func stillThere(t *testing.T, dir string, reached map[dispatch.ID]dispatch.State, round int) {
	t.Helper()
	verifiedPlain(t, dir, -1)
	s, err := store.Open(t.Context(), options(dir, plainSealer{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for id, state := range reached {
		d, err := s.Dispatch(t.Context(), id)
		if err != nil || rank[d.State] < rank[state] {
			t.Errorf("round %d: said %s, stored %s, %v", round, state, d.State, err)
		}
		if (rank[d.State] >= rank[dispatch.Sending]) != (len(d.Attempts) == 1) {
			t.Errorf("round %d: %s with %d attempts", round, d.State, len(d.Attempts))
		}
	}
	if got := (home{dir: dir}).integrityCheck(t); got != "ok" {
		t.Errorf("round %d: integrity_check says %s", round, got)
	}
}

// plainSealer seals nothing: programs that meet in a test need no common secret. It still binds a value
// to its place.
type plainSealer struct{}

func (plainSealer) Seal(place string, plain []byte) []byte {
	return []byte(strconv.Itoa(len(place)) + ":" + place + string(plain))
}

func (plainSealer) Open(place string, sealed []byte) ([]byte, error) {
	prefix := strconv.Itoa(len(place)) + ":" + place
	if !strings.HasPrefix(string(sealed), prefix) {
		return nil, fmt.Errorf("sealed for another place")
	}
	return sealed[len(prefix):], nil
}

func (plainSealer) Token(word string) string {
	return strings.TrimRight(strings.NewReplacer("+", "0", "/", "1").Replace(
		base64.StdEncoding.EncodeToString([]byte(word))), "=")
}

func (plainSealer) SealStream(string, io.Writer) (io.WriteCloser, error) {
	return nil, io.ErrClosedPipe
}

func (plainSealer) OpenStream(string, io.Reader) (io.Reader, error) { return nil, io.ErrClosedPipe }

// Programs that write without a pause leave the database free for moments only. Who wants a turn beside
// them gets it all the same: SQLite's own waiting, which looks ten times a second, gave up after 5 s.
func TestATurnBesideProgramsThatNeverPause(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		program, said, stop := startChild(t, dir, "write")
		if !said.Scan() {
			t.Fatal("the program ended by itself")
		}
		defer func() {
			_ = stop.Close()
			if err := program.Wait(); err != nil {
				t.Error("a program that writes:", err)
			}
		}()
	}
	s, err := store.Open(t.Context(), options(dir, plainSealer{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	longest := time.Duration(0)
	for range 20 {
		untilOthersWrote(t, s)
		asked := time.Now()
		if err := s.Append(t.Context(), event(dispatch.EventAsked, start)); err != nil {
			t.Fatalf("after %v: %v", time.Since(asked), err)
		}
		longest = max(longest, time.Since(asked))
	}
	t.Logf("the longest wait was %v", longest.Round(time.Millisecond))
}

// untilOthersWrote lets other programs fall into step.
func untilOthersWrote(t *testing.T, s *store.Store) {
	t.Helper()
	before, err := s.Version(t.Context())
	for now := before; err == nil && now < before+10; {
		now, err = s.Version(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}
