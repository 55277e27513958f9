package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asCrasher makes the test binary crash with a name in its panic; its value is the home.
const asCrasher = "SOUSPLI_TEST_CRASH"

// panicked is what no report may hold.
const panicked = "Marguerite Thibodeau\ngoroutine 7 [running]:\nMarguerite.Thibodeau(0x1)\n\tMarguerite/Thibodeau.go:12"

// crash panics with a name, in a function that a report should find.
func crash(name string) { panic("no page for " + name) }

func crasher(home string) {
	if err := watchCrashes(context.Background(), home); err != nil {
		panic(err)
	}
	crash(panicked)
}

func TestACrashLeavesAReportWithoutWords(t *testing.T) {
	home := t.TempDir()
	program := exec.CommandContext(t.Context(), os.Args[0])
	program.Env = append(os.Environ(), asCrasher+"="+home)
	program.Stdout, program.Stderr = nil, nil
	if err := program.Run(); err == nil {
		t.Fatal("it did not crash")
	}
	report := ""
	until(t, func() bool { report = lastCrash(home); return report != "" }) // the monitor ends after the program
	if !strings.Contains(report, "souspli.crash\n") || !strings.Contains(report, "crash_test.go:") {
		t.Errorf("the report does not tell where it was:\n%s", report)
	}
	if strings.Contains(report, "Marguerite") || strings.Contains(report, "Thibodeau") || strings.Contains(report, home) {
		t.Errorf("the report tells of whom it was:\n%s", report)
	}
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files in the home: %v", len(entries), err)
	}
	if err := forgetCrash(home); err != nil || lastCrash(home) != "" {
		t.Errorf("the report stays: %v", err)
	}
}

// until looks again until something is true.
func until(t *testing.T, isTrue func() bool) {
	t.Helper()
	ticker, end := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer ticker.Stop()
	for !isTrue() {
		select {
		case <-ticker.C:
		case <-end:
			t.Fatal("never came true")
		}
	}
}

func TestAnEndWithoutACrashLeavesNothing(t *testing.T) {
	home := t.TempDir()
	if err := keepCrash(strings.NewReader(""), home, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if got := lastCrash(home); got != "" {
		t.Errorf("a report: %q", got)
	}
}

func TestDepersonalise(t *testing.T) {
	for _, c := range []struct{ name, crash, want string }{
		{
			"words of a panic", "panic: Lise Gagnon\n\tsuite\n\ngoroutine 1 [running]:\nmain.f({0xc000012, 0x5})\n\t/home/lise/souspli/main.go:12 +0x1d\n",
			"panic\n\ngoroutine [running]\n  main.f\n    main.go:12\n",
		},
		{"what Go says itself", "panic: runtime error: index out of range [5] with length 3\n", "panic: runtime error: index out of range\n"},
		{"a signal", "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n", "SIGSEGV\n"},
		{
			"a method, and who began it", "goroutine 9 [chan receive, 3 minutes]:\nex/a.(*T[...]).Do(...)\n\tC:/Users/lise/a.go:3\ncreated by ex/a.New in goroutine 1\n\t/b.go:4 +0x5\n",
			"\ngoroutine [chan receive]\n  ex/a.(*T[...]).Do\n    a.go:3\n  ex/a.New\n    b.go:4\n",
		},
		{"words after the frames", "goroutine 1 [running]:\nmain.f()\nLise Gagnon\n\t/x/Gagnon.go:1\n", "\ngoroutine [running]\n  main.f\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := depersonalise(strings.NewReader(c.crash))
			if err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

// FuzzDepersonalise: whatever stands before the goroutines, none of its words is kept.
func FuzzDepersonalise(f *testing.F) {
	f.Add("panic: GAGN58531417\n")
	f.Add("\tGAGN58531417(0x1)\n\tGAGN58531417.go:3")
	f.Fuzz(func(t *testing.T, words string) {
		indented := "panic: " + strings.ReplaceAll(words, "\n", "\n\t") // as the runtime writes a panic's words
		got, _ := depersonalise(bytes.NewReader([]byte(indented + " GAGN58531417\n\ngoroutine 1 [running]:\nmain.f()\n")))
		if strings.Contains(got, "GAGN58531417") {
			t.Errorf("kept %q", got)
		}
	})
}

func TestACrashOfAHomeThatIsGone(t *testing.T) {
	crash := "panic: x\n"
	if err := keepCrash(strings.NewReader(crash), filepath.Join(t.TempDir(), "none"), time.Unix(0, 0)); err == nil {
		t.Error("a home was made for a report")
	}
}
