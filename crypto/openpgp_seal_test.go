package crypto

import (
	"io"
	"testing"
)

func TestSealReportsEveryFailingWrite(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	options := SealOptions{identity, [][]byte{certificate(t, identity)}, now, true}
	size := len(seal(t, make([]byte, 200_000), options))
	for _, room := range []int{0, 1, 1000, size / 2, size - 1} {
		w, err := Seal(&fullAfter{room: room}, options)
		if err == nil {
			_, _ = w.Write(make([]byte, 200_000))
			err = w.Close()
		}
		if err == nil {
			t.Errorf("a disk full after %d of %d bytes goes unnoticed", room, size)
		}
	}
}

type fullAfter struct{ room int }

func (f *fullAfter) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return 0, io.ErrShortWrite
	}
	f.room -= len(p)
	return len(p), nil
}
