package convert

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// The markers of JPEG (ITU-T T.81, table B.1) that matter here.
const (
	markBaseline    = 0xc0
	markExtended    = 0xc1
	markProgressive = 0xc2
	markHuffman     = 0xc4
	markLastFrame   = 0xcf
	markRestart     = 0xd0 // to 0xd7
	markStart       = 0xd8
	markEnd         = 0xd9
	markScan        = 0xda
	markJFIF        = 0xe0
	markEXIF        = 0xe1
	markAdobe       = 0xee
	markComment     = 0xfe
	markFill        = 0xff
)

// jpegHeader is what a page needs to know of a JPEG.
type jpegHeader struct {
	width, height int
	bits          int // of a sample
	components    int
	inverted      bool // four inks, written by Adobe's programs with 255 for none
	density       density
	turn          orientation
}

// addJPEG embeds the picture as it was compressed. What the camera or scanner noted beside it stays out: the
// place, the device, a small copy.
func addJPEG(out *pdfWriter, in *source) error {
	header, err := scanJPEG(in, io.Discard)
	if err != nil {
		return err
	}
	entries, err := header.entries()
	if err != nil {
		return err
	}
	picture, err := out.stream(entries, func(w io.Writer) error {
		_, err := scanJPEG(in, w)
		return err
	})
	if err != nil {
		return err
	}
	return addPage(out, picture, place(header.width, header.height, header.density, header.turn))
}

func (h jpegHeader) entries() (string, error) {
	spaces := map[int]string{1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
	space, known := spaces[h.components]
	if !known || h.bits != 8 {
		return "", errUnsupported
	}
	if err := checkSize(h.width, h.height, h.bits*h.components, h.components); err != nil {
		return "", err
	}
	entries := pictureEntries(h.width, h.height, h.bits, space) + "/Filter/DCTDecode"
	if h.components == 4 && h.inverted {
		entries += "/Decode[1 0 1 0 1 0 1 0]"
	}
	return entries, nil
}

// jpegScan walks through a JPEG and copies what belongs to the picture.
type jpegScan struct {
	in     *bufio.Reader
	out    io.Writer
	header jpegHeader
}

// scanJPEG copies a JPEG to w as far as its end; what follows is another picture or nothing.
func scanJPEG(in *source, w io.Writer) (jpegHeader, error) {
	buffered := bufio.NewWriterSize(w, 32<<10)
	s := &jpegScan{in: bufio.NewReaderSize(in.all(), 32<<10), out: buffered}
	if err := s.run(); err != nil {
		return jpegHeader{}, err
	}
	if s.header.width == 0 {
		return jpegHeader{}, errDamaged
	}
	return s.header, buffered.Flush()
}

func (s *jpegScan) run() error {
	scanned := false
	for {
		mark, err := s.marker()
		if err != nil {
			return err
		}
		switch {
		case mark == markStart:
			err = s.put(mark, nil)
		case mark == markEnd && !scanned:
			return errDamaged
		case mark == markEnd:
			return s.put(mark, nil)
		default:
			scanned = scanned || mark == markScan
			err = s.segment(mark)
		}
		if err != nil {
			return err
		}
	}
}

// marker reads to the next marker. Only fill bytes may stand before it.
func (s *jpegScan) marker() (byte, error) {
	if first, err := s.in.ReadByte(); err != nil || first != markFill {
		return 0, errors.Join(errDamaged, err)
	}
	for {
		if mark, err := s.in.ReadByte(); err != nil || mark != markFill {
			return mark, err
		}
	}
}

func (s *jpegScan) put(mark byte, segment []byte) error {
	_, err := s.out.Write(append([]byte{markFill, mark}, segment...))
	return err
}

// segment reads one segment, notes what it says, and copies it when the picture needs it.
func (s *jpegScan) segment(mark byte) error {
	length, err := s.in.Peek(2)
	if err != nil || binary.BigEndian.Uint16(length) < 2 {
		return errors.Join(errDamaged, err)
	}
	segment := make([]byte, binary.BigEndian.Uint16(length))
	if _, err := io.ReadFull(s.in, segment); err != nil {
		return err
	}
	if err := s.note(mark, segment[2:]); err != nil {
		return err
	}
	if mark > markJFIF && mark < markAdobe || mark == markAdobe+1 || mark == markComment {
		return nil
	}
	if err := s.put(mark, segment); err != nil || mark != markScan {
		return err
	}
	return s.entropy()
}

func (s *jpegScan) note(mark byte, data []byte) error {
	switch {
	case mark == markJFIF:
		s.header.noteJFIF(data)
	case mark == markEXIF:
		s.header.noteEXIF(data)
	case mark == markAdobe && len(data) >= 12 && string(data[:5]) == "Adobe":
		s.header.inverted = true
	case mark == markBaseline, mark == markExtended, mark == markProgressive:
		return s.header.noteFrame(data)
	case mark > markProgressive && mark <= markLastFrame && mark != markHuffman && mark != 0xc8 && mark != 0xcc:
		return errUnsupported
	}
	return nil
}

func (h *jpegHeader) noteFrame(data []byte) error {
	if len(data) < 6 || h.width != 0 {
		return errDamaged
	}
	h.bits, h.components = int(data[0]), int(data[5])
	h.height, h.width = int(binary.BigEndian.Uint16(data[1:])), int(binary.BigEndian.Uint16(data[3:]))
	if h.height == 0 {
		return errUnsupported // the height follows the picture: nobody writes that
	}
	return checkSize(h.width, h.height, h.bits*h.components, max(1, h.components))
}

func (h *jpegHeader) noteJFIF(data []byte) {
	if len(data) < 12 || string(data[:5]) != "JFIF\x00" {
		return
	}
	d := density{float64(binary.BigEndian.Uint16(data[8:])), float64(binary.BigEndian.Uint16(data[10:]))}
	const dotsPerInch, dotsPerCentimetre = 1, 2
	switch data[7] {
	case dotsPerInch:
		h.density = d
	case dotsPerCentimetre:
		h.density = density{d.x * 2.54, d.y * 2.54}
	}
}

// noteEXIF takes the orientation, and the resolution where JFIF gave none.
func (h *jpegHeader) noteEXIF(data []byte) {
	const mark = "Exif\x00\x00"
	if len(data) < len(mark) || string(data[:len(mark)]) != mark {
		return
	}
	turn, d := readEXIF(data[len(mark):])
	h.turn = turn
	if h.density == (density{}) {
		h.density = d
	}
}

// entropy copies compressed data: in it, a marker is doubled with a zero or is a restart.
func (s *jpegScan) entropy() error {
	for {
		chunk, err := s.in.ReadSlice(markFill)
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		} else if err == nil {
			chunk = chunk[:len(chunk)-1]
			err = s.in.UnreadByte()
		}
		if _, writeErr := s.out.Write(chunk); writeErr != nil || err != nil {
			return errors.Join(writeErr, err)
		}
		if done, err := s.stuffed(); done || err != nil {
			return err
		}
	}
}

// stuffed copies what begins with a marker's byte and is still data; done means a true marker.
func (s *jpegScan) stuffed() (done bool, err error) {
	next, err := s.in.Peek(2)
	switch {
	case err != nil:
		return false, err
	case next[0] != markFill:
		return false, nil
	case next[1] == markFill:
		_, err = s.in.Discard(1)
		return false, err
	case next[1] != 0 && (next[1] < markRestart || next[1] >= markStart):
		return true, nil
	}
	if _, err := s.out.Write(next); err != nil {
		return false, err
	}
	_, err = s.in.Discard(2)
	return false, err
}
