package hylafax

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
)

const (
	longestLine = 4 << 10 // bytes
	mostLines   = 200     // in one reply: a job's parameters are about sixty
)

// errAnswer is an answer that no HylaFAX server gives.
var errAnswer = errors.New("not an answer of a HylaFAX server")

// reply is one answer on the control connection.
type reply struct {
	code int
	text string // of the last line
}

// readReply reads one answer of one or more lines (RFC 959, 4.2).
func readReply(r *bufio.Reader) (reply, error) {
	line, err := readLine(r)
	if err != nil {
		return reply{}, err
	}
	answer, more, err := parseReply(line)
	if err != nil || !more {
		return answer, err
	}
	return readRest(r, answer.code)
}

func readRest(r *bufio.Reader, code int) (reply, error) {
	end := strconv.Itoa(code) + " "
	for range mostLines {
		line, err := readLine(r)
		if err != nil {
			return reply{}, err
		}
		if text, ok := strings.CutPrefix(line, end); ok {
			return reply{code: code, text: text}, nil
		}
	}
	return reply{}, errAnswer
}

// parseReply reads the first line of an answer; more says that others follow.
func parseReply(line string) (answer reply, more bool, err error) {
	if len(line) < 4 || (line[3] != ' ' && line[3] != '-') {
		return reply{}, false, errAnswer
	}
	code, err := strconv.Atoi(line[:3])
	if err != nil || code < 100 || code > 599 {
		return reply{}, false, errAnswer
	}
	return reply{code: code, text: line[4:]}, line[3] == '-', nil
}

// readLine reads one line without its end. Its reader must have a buffer of longestLine.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errAnswer
	case errors.Is(err, io.EOF) && len(line) > 0:
		return "", io.ErrUnexpectedEOF
	case err != nil:
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}
