package reader

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
)

// A frame is two lengths, a header in JSON and a payload of bytes.
const (
	maxHeader  = 64 << 10
	maxPayload = 256 << 20
	firstRead  = 16 << 20 // what is made room for before a byte of it has come
)

var errFrame = errors.New("not a frame")

func writeFrame(w io.Writer, header any, payload []byte) error {
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	if len(text) > maxHeader || len(payload) > maxPayload {
		return errFrame
	}
	start := make([]byte, 8, 8+len(text))
	binary.BigEndian.PutUint32(start, uint32(len(text)))        //nolint:gosec // bounded above
	binary.BigEndian.PutUint32(start[4:], uint32(len(payload))) //nolint:gosec // bounded above
	if _, err := w.Write(append(start, text...)); err != nil {
		return err
	}
	_, err = w.Write(payload)
	return err
}

// readFrame decodes the header into header. io.EOF means that the other side ended between two frames.
func readFrame(r io.Reader, header any) ([]byte, error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, err
	}
	text, payload := binary.BigEndian.Uint32(lengths[:4]), binary.BigEndian.Uint32(lengths[4:])
	if text > maxHeader || payload > maxPayload {
		return nil, errFrame
	}
	head, err := readBytes(r, int(text))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(head, header); err != nil {
		return nil, errFrame
	}
	return readBytes(r, int(payload))
}

func readBytes(r io.Reader, n int) ([]byte, error) {
	if n <= firstRead {
		content := make([]byte, n)
		_, err := io.ReadFull(r, content)
		return content, unexpected(err)
	}
	var content bytes.Buffer
	content.Grow(firstRead)
	_, err := io.CopyN(&content, r, int64(n))
	return content.Bytes(), unexpected(err)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
