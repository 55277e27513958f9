package main

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// What Go writes when a program crashes, line by line. Only these shapes are kept: the words of a panic may come out
// of a document.
var (
	goroutineLine = lazily(`^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([a-zA-Z ()]+)(?:, \d+ minutes)?(?:, locked to thread)?(?:, [a-z ]+)*\]:$`)
	functionLine  = lazily(`^[\w./~%·*()\[\]-]+\.[\w./~%·*()\[\]-]+$`)
	createdLine   = lazily(`^created by (\S+)(?: in goroutine \d+)?$`)
	fileLine      = lazily(`^\t(\S.*\.(?:go|s)):(\d+)(?: \+0x[0-9a-f]+)?(?: fp=\S+ sp=\S+ pc=\S+)?$`)
	signalLine    = lazily(`^\[signal (SIG[A-Z]+)\b`)
)

// lazily compiles a pattern when it is first asked for: hardly any start of the program has a crash to read.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// runtimeCauses are what Go itself says of a crash, without values.
var runtimeCauses = []string{
	"runtime error: index out of range", "runtime error: slice bounds out of range",
	"runtime error: invalid memory address or nil pointer dereference", "runtime error: integer divide by zero",
	"assignment to entry in nil map", "close of closed channel", "send on closed channel",
	"concurrent map writes", "concurrent map read and map write", "concurrent map iteration and map write",
	"all goroutines are asleep - deadlock!", "stack overflow", "out of memory",
}

// depersonalise keeps of a crash what tells where the program was: the functions, files and lines of each goroutine
// and what it waited for. Values, arguments and the words of the panic are dropped.
func depersonalise(crash io.Reader) (string, error) {
	d := &crashFilter{}
	lines := bufio.NewScanner(crash)
	lines.Buffer(make([]byte, 64*1024), 1024*1024)
	for lines.Scan() {
		d.take(strings.TrimSuffix(lines.Text(), "\r"))
	}
	return d.kept.String(), lines.Err()
}

// crashFilter reads a crash from its first line to its last.
type crashFilter struct {
	kept   strings.Builder
	inside bool // a goroutine's frames
	named  bool // the line before was a function: its place follows
}

func (d *crashFilter) take(line string) {
	wasNamed := d.named
	d.named = false
	switch {
	case goroutineLine().MatchString(line):
		d.inside = true
		fmt.Fprintf(&d.kept, "\ngoroutine [%s]\n", goroutineLine().FindStringSubmatch(line)[1])
	case !d.inside:
		d.cause(line)
	case wasNamed && fileLine().MatchString(line):
		place := fileLine().FindStringSubmatch(line)
		fmt.Fprintf(&d.kept, "    %s:%s\n", path.Base(strings.ReplaceAll(place[1], `\`, "/")), place[2])
	default:
		d.function(line)
	}
}

// function keeps a function's name without its arguments, which the last brackets hold.
func (d *crashFilter) function(line string) {
	name := ""
	if created := createdLine().FindStringSubmatch(line); created != nil {
		name = created[1]
	} else if open := strings.LastIndexByte(line, '('); open > 0 && strings.HasSuffix(line, ")") {
		name = line[:open]
	}
	if functionLine().MatchString(name) {
		d.named = true
		fmt.Fprintf(&d.kept, "  %s\n", name)
	}
}

// cause keeps what Go says itself.
func (d *crashFilter) cause(line string) {
	if signal := signalLine().FindStringSubmatch(line); signal != nil {
		fmt.Fprintln(&d.kept, signal[1])
		return
	}
	for _, begin := range []string{"panic: ", "fatal error: "} {
		if words, ok := strings.CutPrefix(line, begin); ok {
			i := slices.IndexFunc(runtimeCauses, func(cause string) bool { return strings.HasPrefix(words, cause) })
			if i < 0 {
				fmt.Fprintln(&d.kept, strings.TrimSuffix(begin, ": "))
			} else {
				fmt.Fprintln(&d.kept, begin+runtimeCauses[i])
			}
		}
	}
}
