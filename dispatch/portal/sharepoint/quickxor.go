package sharepoint

import (
	"encoding/base64"
	"encoding/binary"
)

const (
	xorBytes = 20 // the width of the sum
	xorShift = 11 // bits that each byte is further to the left than the one before
)

// quickXor is the sum that business drives tell of a file: every byte at its own place of a ring of 160 bits, and
// the length over the last eight bytes (OneDrive/onedrive-api-docs, QuickXorHash). Its zero value is ready.
type quickXor struct {
	ring   [xorBytes]byte
	at     int // bit where the next byte goes
	length uint64
}

// Write adds p, and never fails.
func (q *quickXor) Write(p []byte) (int, error) {
	for _, b := range p {
		cell, bit := q.at/8, q.at%8
		q.ring[cell] ^= b << bit
		q.ring[(cell+1)%xorBytes] ^= byte(uint16(b) << bit >> 8)
		q.at = (q.at + xorShift) % (xorBytes * 8)
	}
	q.length += uint64(len(p))
	return len(p), nil
}

// String is the sum as the service writes it.
func (q *quickXor) String() string {
	sum := q.ring
	tail := sum[xorBytes-8:]
	binary.LittleEndian.PutUint64(tail, binary.LittleEndian.Uint64(tail)^q.length)
	return base64.StdEncoding.EncodeToString(sum[:])
}
