package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// batchSize is how many cases one processor answers at a time.
const batchSize = 256

// caseError says which case is wrong, counted from one.
type caseError struct {
	n   int
	err error
}

func (e *caseError) Error() string { return fmt.Sprintf("case %d: %v", e.n, e.err) }
func (e *caseError) Unwrap() error { return e.err }

// batch is a run of cases with its answers, one a line. After an error it holds what came before it.
type batch struct {
	first   int // number of its first case
	cases   []json.RawMessage
	answers bytes.Buffer
	err     error
	done    chan struct{}
}

// suggestCases answers one case a line, in order: an object, an array of them, or JSON Lines. Cases are
// answered on every processor; the first that is wrong ends the answers.
func (s *session) suggestCases(path string) error {
	in, err := s.reader(path)
	if err != nil {
		return err
	}
	defer in.Close()
	stop := make(chan struct{})
	batches := answerBatches(in, stop)
	defer func() {
		close(stop)
		for range batches { //nolint:revive // let the readers and processors end
		}
	}()
	for b := range batches {
		<-b.done
		if _, err := s.out.Write(b.answers.Bytes()); err != nil {
			return err
		}
		if b.err != nil {
			return b.err
		}
	}
	return nil
}

// answerBatches reads batches, has them answered, and gives them in the order read.
func answerBatches(in io.Reader, stop <-chan struct{}) <-chan *batch {
	processors := runtime.GOMAXPROCS(0)
	work, ordered := make(chan *batch), make(chan *batch, 2*processors)
	var working sync.WaitGroup
	for range processors {
		working.Go(func() {
			for b := range work {
				b.answer()
				close(b.done)
			}
		})
	}
	go func() {
		defer close(ordered)
		defer working.Wait()
		defer close(work)
		readBatches(in, func(b *batch) bool {
			select {
			case ordered <- b:
				work <- b
				return true
			case <-stop:
				return false
			}
		})
	}()
	return ordered
}

// readBatches hands on batches until the input ends or hand says no. What cannot be read ends the last.
func readBatches(in io.Reader, hand func(*batch) bool) {
	next := &batch{first: 1, done: make(chan struct{})}
	err := eachCase(in, func(raw json.RawMessage) error {
		next.cases = append(next.cases, raw)
		if len(next.cases) < batchSize {
			return nil
		}
		full := next
		next = &batch{first: full.first + batchSize, done: make(chan struct{})}
		if !hand(full) {
			return errStopped
		}
		return nil
	})
	if errors.Is(err, errStopped) {
		return
	}
	if err != nil {
		next.err = &caseError{next.first + len(next.cases), err}
	}
	hand(next)
}

var errStopped = errors.New("nobody listens")

// answer decides every case, and stops at the first that is wrong.
func (b *batch) answer() {
	encoder := json.NewEncoder(&b.answers)
	encoder.SetEscapeHTML(false)
	for i, raw := range b.cases {
		answer, err := decide(raw)
		if err == nil {
			err = encoder.Encode(answer)
		}
		if err != nil {
			b.err = &caseError{b.first + i, err}
			return
		}
	}
}

func decide(raw json.RawMessage) (dispatch.Answer, error) {
	c, err := policy.ParseCase(raw)
	if err != nil {
		return dispatch.Answer{}, err
	}
	return policy.Decide(c)
}

// eachCase reads one case after another.
func eachCase(in io.Reader, take func(json.RawMessage) error) error {
	buffered := bufio.NewReaderSize(in, 1<<16)
	decoder := json.NewDecoder(buffered)
	array, err := startsWithArray(buffered)
	if err != nil {
		return err
	}
	if array {
		return eachInArray(decoder, take)
	}
	for {
		if err := decodeCase(decoder, take); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func eachInArray(decoder *json.Decoder, take func(json.RawMessage) error) error {
	if _, err := decoder.Token(); err != nil {
		return notJSON()
	}
	for decoder.More() {
		if err := decodeCase(decoder, take); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return notJSON()
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return notJSON() // something stands behind the array
	}
	return nil
}

func decodeCase(decoder *json.Decoder, take func(json.RawMessage) error) error {
	var raw json.RawMessage
	switch err := decoder.Decode(&raw); {
	case errors.Is(err, io.EOF):
		return io.EOF
	case err != nil:
		return notJSON()
	}
	return take(raw)
}

// startsWithArray looks at the first byte that is no space.
func startsWithArray(in *bufio.Reader) (bool, error) {
	for {
		b, err := in.Peek(1)
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case bytes.ContainsAny(b, " \t\r\n"):
			_, _ = in.Discard(1)
		default:
			return b[0] == '[', nil
		}
	}
}

func notJSON() error {
	return &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "cases_not_json", Field: "cases"}
}
