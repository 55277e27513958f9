package proof

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// leafVersion begins every leaf, so that a later encoding can never be taken for this one.
const leafVersion = "souspli event 1\n"

// Leaf is what the log's tree holds of an event: what stands in clear, and the commitment to the rest.
type Leaf struct {
	Seq        int64 // the line, from 1
	At         time.Time
	ID         dispatch.ID
	Type       dispatch.EventType
	Dispatch   dispatch.ID
	Commitment []byte
}

// Bytes encodes a leaf. Fields carry their length, so that two different events never give the same bytes;
// times count in microseconds.
func (l Leaf) Bytes() []byte {
	b := make([]byte, 0, 256)
	b = append(b, leafVersion...)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Seq))            //nolint:gosec // the bits are what counts
	b = binary.BigEndian.AppendUint64(b, uint64(l.At.UnixMicro())) //nolint:gosec // the bits are what counts
	for _, field := range []string{string(l.ID), string(l.Type), string(l.Dispatch), string(l.Commitment)} {
		b = binary.AppendUvarint(b, uint64(len(field)))
		b = append(b, field...)
	}
	return b
}

// Opening is what lets somebody check the open part of an event's details against its leaf, and learn
// nothing of the closed part.
type Opening struct {
	Open   []byte `json:"open"`   // the text of the open part
	Salt   []byte `json:"salt"`   // of the open part alone
	Closed []byte `json:"closed"` // commitment to the closed part
}

// Open makes the opening of details. The two parts have salts of their own, both made of salt: without
// its salt, a short text could be guessed and tried.
func Open(salt, open, closed []byte) Opening {
	return Opening{Open: open, Salt: keyed(salt, []byte("open")), Closed: keyed(keyed(salt, []byte("closed")), closed)}
}

const commitmentVersion = "souspli details 1\n"

// Commitment is what the leaf holds of the details.
func (o Opening) Commitment() []byte {
	digest := sha256.New()
	digest.Write([]byte(commitmentVersion))
	digest.Write(keyed(o.Salt, o.Open))
	digest.Write(o.Closed)
	return digest.Sum(nil)
}

func keyed(key, text []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	return mac.Sum(nil)
}
