//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/store/storetest"
)

// What the window costs is told as a ratio to an empty window of Fyne, started on the same screen in the same run:
// figures of one machine say little about another.

// benchHome names a home that cmd/samplehome made, to measure a large log; without it, one of a few hundred
// dispatches is made.
const (
	benchHome     = "SOUSPLI_BENCH_HOME"
	fewDispatches = 500
)

// built are the two programs, as make builds them.
type built struct{ souspli, empty string }

func buildBoth(b *testing.B) built {
	b.Helper()
	folder := b.TempDir()
	both := built{filepath.Join(folder, "souspli"), filepath.Join(folder, "empty")}
	for program, from := range map[string]string{both.souspli: ".", both.empty: "./testdata/empty"} {
		out, err := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-tags", "x11 migrated_fynedo", "-o", program, from).CombinedOutput()
		if err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
	return both
}

// benchHomes are the homes to open: one of ten dispatches, and a large one.
func benchHomes(b *testing.B) map[string]string {
	b.Helper()
	homes := map[string]string{"10": madeHome(b, 10)}
	if large := os.Getenv(benchHome); large != "" {
		homes[dispatchesOf(b, large)] = large
	} else {
		homes[strconv.Itoa(fewDispatches)] = madeHome(b, fewDispatches)
	}
	return homes
}

func madeHome(b *testing.B, dispatches int) string {
	b.Helper()
	c := app.Config{Home: filepath.Join(b.TempDir(), "home")}
	_, err := app.Init(b.Context(), c, app.InitOptions{Practice: true})
	must(b, err)
	a, err := app.Open(b.Context(), c)
	must(b, err)
	defer a.Close()
	clinic := storetest.NewClinic(storetest.Options{Seed: 1, People: 300, Size: dispatches, Last: time.Now()})
	must(b, a.Fill(b.Context(), clinic, dispatches, func(int) {}))
	return c.Home
}

func dispatchesOf(b *testing.B, home string) string {
	b.Helper()
	a, err := app.Open(b.Context(), app.Config{Home: home})
	must(b, err)
	defer a.Close()
	counts, err := a.Desk.CountByState(b.Context())
	must(b, err)
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return strconv.Itoa(sum)
}

// running is a program whose start is measured.
type running struct {
	*exec.Cmd
	begun time.Time
}

func (s *screen) launch(program string, args ...string) running {
	s.t.Helper()
	command := exec.CommandContext(s.t.Context(), program, args...)
	command.Env = slices.DeleteFunc(s.environment(), func(v string) bool { return strings.HasPrefix(v, asProgram) })
	r := running{command, time.Now()}
	must(s.t, command.Start())
	return r
}

func (r running) end() {
	_ = r.Process.Kill()
	_ = r.Wait()
}

// start is what it took until the first frame: time, and work of the processor; and the time until there are words.
type start struct{ wall, work, words time.Duration }

// firstFrame starts a program, waits until something stands in the middle of the black screen, then until there are
// words where the rail of ours is, for a program that has one.
func (s *screen) firstFrame(rails bool, program string, args ...string) start {
	s.t.Helper()
	s.until("the window before is gone", func() bool { return !s.lit() })
	r := s.launch(program, args...)
	defer r.end()
	s.often(time.Millisecond, s.lit)
	first := start{wall: time.Since(r.begun), work: work(s.t, r.Process.Pid)}
	if rails {
		s.often(5*time.Millisecond, func() bool { return s.ink(rail) > 0 })
		first.words = time.Since(r.begun)
	}
	return first
}

// often asks again and again until something is true.
func (s *screen) often(every time.Duration, isTrue func() bool) {
	s.t.Helper()
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for end := time.Now().Add(patience); !isTrue(); <-ticks.C {
		if time.Now().After(end) {
			s.t.Fatal("nothing is shown")
		}
	}
}

func (s *screen) lit() bool {
	s.t.Helper()
	lit, err := s.buffer.lit()
	must(s.t, err)
	return lit
}

// work is what a process has used of the processor.
func work(t testing.TB, process int) time.Duration {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	must(t, err)
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	must(t, err)
	system, err := strconv.Atoi(fields[12])
	must(t, err)
	return time.Duration(user+system) * 10 * time.Millisecond // a hundred a second, on every Linux
}

// resident is the memory of a process, in MiB.
func resident(t testing.TB, process int) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	must(t, err)
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.Atoi(strings.Fields(after)[0])
	must(t, err)
	return float64(kib) / 1024
}

// BenchmarkStart measures from the start of the program to its first frame, in turns with the empty window.
func BenchmarkStart(b *testing.B) {
	const turns = 9
	both := buildBoth(b)
	for name, home := range benchHomes(b) {
		b.Run(name, func(b *testing.B) {
			s := newScreen(b)
			for b.Loop() {
				var ours, empty []start
				for range turns {
					empty = append(empty, s.firstFrame(false, both.empty))
					ours = append(ours, s.firstFrame(true, both.souspli, "--home", home))
				}
				reportStarts(b, ours, empty)
			}
		})
	}
}

func reportStarts(b *testing.B, ours, empty []start) {
	wall, work := func(s start) time.Duration { return s.wall }, func(s start) time.Duration { return s.work }
	words := func(s start) time.Duration { return s.words }
	b.ReportMetric(median(ours, wall)/median(empty, wall), "x-empty")
	b.ReportMetric(median(ours, work)/median(empty, work), "x-empty-cpu")
	b.ReportMetric(median(ours, words)/median(empty, wall), "x-empty-words")
	b.ReportMetric(median(ours, wall), "ms")
	b.ReportMetric(median(ours, words), "words-ms")
	b.ReportMetric(median(empty, wall), "empty-ms")
	b.ReportMetric(0, "ns/op")
}

// median is in milliseconds.
func median(of []start, what func(start) time.Duration) float64 {
	all := make([]time.Duration, len(of))
	for i, s := range of {
		all[i] = what(s)
	}
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}

// BenchmarkIdle lets both windows stand for a minute untouched, after they have come to rest.
func BenchmarkIdle(b *testing.B) {
	const rest, minute = 20 * time.Second, time.Minute
	both := buildBoth(b)
	for name, home := range benchHomes(b) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ours, empty := newScreen(b).launch(both.souspli, "--home", home), newScreen(b).launch(both.empty)
				pause(b.Context(), rest)
				before, beside := work(b, ours.Process.Pid), work(b, empty.Process.Pid)
				pause(b.Context(), minute)
				b.ReportMetric(float64((work(b, ours.Process.Pid)-before).Milliseconds())/minute.Seconds()/10, "cpu-%")
				b.ReportMetric(float64((work(b, empty.Process.Pid)-beside).Milliseconds())/minute.Seconds()/10, "empty-cpu-%")
				b.ReportMetric(resident(b, ours.Process.Pid), "MiB")
				b.ReportMetric(resident(b, ours.Process.Pid)/resident(b, empty.Process.Pid), "x-empty-MiB")
				b.ReportMetric(0, "ns/op")
				ours.end()
				empty.end()
			}
		})
	}
}

func pause(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}

// BenchmarkSearch types into the search of the history, and measures from each key to the last change of the list.
func BenchmarkSearch(b *testing.B) {
	for name, home := range benchHomes(b) {
		b.Run(name, func(b *testing.B) {
			s := newScreen(b)
			program := s.start("--home", home, "--lang", "fr")
			s.press("ctrl+3")
			s.reads("Rechercher")
			var took []time.Duration
			for b.Loop() {
				for _, word := range []string{"tremblay", "ordonnance", "pharmacie laval"} {
					took = append(took, s.searched(word)...)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(0, "ns/op")
			must(b, closeProgram(program))
		})
	}
}

// searched types a word letter by letter, then takes it out again.
func (s *screen) searched(word string) (took []time.Duration) {
	for _, letter := range word {
		key := string(letter)
		if letter == ' ' {
			key = "space"
		}
		if d, changed := s.changes(historyRows, func() { must(s.t, s.tool("xdotool", "key", key).Run()) }); changed {
			took = append(took, d)
		}
	}
	s.press("ctrl+a", "BackSpace")
	return took
}

// historyRows is a part of the screen where the names of the history stand.
var historyRows = image.Rect(300, 160, 560, 400)

// changes measures until a part of the screen has changed for the last time.
func (s *screen) changes(part image.Rectangle, do func()) (took time.Duration, changed bool) {
	const quiet = 300 * time.Millisecond
	before := s.look().part(part)
	begun := time.Now()
	do()
	for time.Since(begun) < took+quiet {
		if now := s.look().part(part); !bytes.Equal(now, before) {
			before, took, changed = now, time.Since(begun), true
		}
	}
	return took, changed
}
