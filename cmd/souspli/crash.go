package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

// A crash is written by Go's runtime, words of the panic included, and those may come out of a document. So it goes
// over a pipe to a second process of this program, which keeps where the program was and drops the rest: nothing
// personal touches a disk.

const (
	monitorFlag = "--crash-monitor" // and the home
	crashFile   = "crash.txt"       // in the home: the last one
	mostOfCrash = 4 << 20           // bytes; of more, the first
)

func isMonitor(args []string) bool { return len(args) == 3 && args[1] == monitorFlag }

// watchCrashes lets a monitor wait for the end of this process. Without one the program works all the same, and a crash
// leaves no report.
func watchCrashes(ctx context.Context, home string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	defer write.Close() // the runtime keeps a copy

	monitor := exec.CommandContext(context.WithoutCancel(ctx), program, monitorFlag, home) //nolint:gosec // itself
	monitor.Stdin = read
	if err := monitor.Start(); err != nil {
		return err
	}
	go func() { _ = monitor.Wait() }()
	debug.SetTraceback("all")
	return debug.SetCrashOutput(write, debug.CrashOptions{})
}

// serveMonitor is the second process. It ends with the first, however that ends, and gives its exit code.
func serveMonitor(home string) int {
	signal.Ignore(os.Interrupt, syscall.SIGTERM) // meant for the first
	if err := keepCrash(os.Stdin, home, time.Now()); err != nil {
		return 1
	}
	return 0
}

// keepCrash writes the report of a crash, if there was one, into a home that exists.
func keepCrash(crash io.Reader, home string, at time.Time) error {
	report, err := depersonalise(io.LimitReader(crash, mostOfCrash))
	if report == "" {
		return err
	}
	header := fmt.Sprintf("Souspli %s\n%s %s/%s\n%s\n\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, at.UTC().Format(time.RFC3339))
	return os.WriteFile(filepath.Join(home, crashFile), []byte(header+report), 0o600) //nolint:gosec // the home that the first process named
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}

// lastCrash is the report that a crash before this start left, or nothing.
func lastCrash(home string) string {
	file, err := os.Open(filepath.Join(home, crashFile))
	if err != nil {
		return ""
	}
	defer file.Close()
	report, err := io.ReadAll(io.LimitReader(file, mostOfCrash))
	if err != nil {
		return ""
	}
	return string(report)
}

// forgetCrash takes the report out of the home, once the person has seen it.
func forgetCrash(home string) error { return os.Remove(filepath.Join(home, crashFile)) }
