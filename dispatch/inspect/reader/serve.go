package reader

import (
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/souspli/souspli/dispatch"
)

// server is the child's side.
type server struct {
	library *library
	shelf   shelf
	limits  Limits
}

type incoming struct {
	request request
	payload []byte
	err     error
}

// Serve is the child: it answers requests on in and out until in ends. When in ends while a document is
// being read, nobody waits for the answer any more, and the process ends.
func Serve(in io.Reader, out io.Writer) error {
	requests, busy := make(chan incoming), make(chan bool, 1)
	go receive(in, requests, busy)
	server := &server{}
	for message := range requests {
		if message.err != nil {
			return message.err
		}
		again, err := server.answer(&message, out)
		<-busy
		if err != nil || !again {
			return err
		}
	}
	return nil
}

// receive reads on while a request is being answered, so that the end of in is seen at once.
func receive(in io.Reader, requests chan<- incoming, busy chan bool) {
	defer close(requests)
	for {
		var message incoming
		message.payload, message.err = readFrame(in, &message.request)
		if message.err != nil {
			select {
			case busy <- true: // it waits
				if !errors.Is(message.err, io.EOF) {
					requests <- message
				}
				return
			default:
				os.Exit(0)
			}
		}
		busy <- true
		requests <- message
	}
}

// answer reports whether the child can go on.
func (s *server) answer(m *incoming, out io.Writer) (again bool, err error) {
	answer, payload, err := s.handle(&m.request, m.payload)
	if err != nil {
		answer, payload = reply{Code: codeFor(err)}, nil
	}
	if s.library == nil {
		answer.Retire = true
	} else {
		used := uint64(s.library.module.Memory().Size())
		answer.Retire = s.library.err != nil || used > s.library.capacity/2 && len(s.shelf.documents) == 0
	}
	if err := writeFrame(out, answer, payload); err != nil {
		return false, err
	}
	return !answer.Retire, nil
}

// codeFor keeps the code, and nothing else, of why a document is not read.
func codeFor(err error) string {
	if why, ok := errors.AsType[refusal](err); ok {
		return string(why)
	}
	if code := dispatch.CodeOf(err); code != "" {
		return code
	}
	return codeDamaged
}

func (s *server) handle(r *request, payload []byte) (reply, []byte, error) {
	if r.Op == opStart {
		return reply{}, nil, s.start(r)
	}
	if s.library == nil {
		return reply{}, nil, refusal(codeFailed)
	}
	if r.Op == opOpen {
		return s.handleOpen(r, payload)
	}
	if r.Op == opClose {
		s.shelf.remove(r.Document)
		return reply{}, nil, nil
	}
	document := s.shelf.take(r.Document)
	if document == nil {
		return reply{Gone: true}, nil, nil
	}
	return s.handlePage(r, document)
}

func (s *server) start(r *request) error {
	s.limits = r.Limits.orDefaults()
	confine(s.limits.Memory)
	library, err := newLibrary(r.Cache, wasmShare(s.limits.Memory))
	if err != nil {
		return refusal(codeFailed)
	}
	s.library = library
	watch(s.limits.Memory)
	return nil
}

func (s *server) handleOpen(r *request, payload []byte) (reply, []byte, error) {
	document, stamp, err := s.open(r, payload)
	switch {
	case s.library.err != nil:
		return reply{}, nil, s.library.refusal()
	case err != nil:
		return reply{}, nil, err
	}
	s.shelf.put(document)
	return reply{Info: &document.info, Stamp: stamp}, nil, nil
}

func (s *server) handlePage(r *request, d *opened) (reply, []byte, error) {
	switch {
	case r.Op == opPDF:
		return reply{}, d.pdf.bytes(), nil
	case r.Op == opArrange:
		return s.arrange(r, d)
	case r.Page < 1 || r.Page > d.info.Pages:
		return reply{}, nil, refusal("page_not_found")
	case r.Op == opText:
		page, err := d.pdf.text(r.Page)
		if err != nil {
			return reply{}, nil, err
		}
		text, err := json.Marshal(page)
		return reply{}, text, err
	case r.Op == opRender && r.Raster != nil:
		return s.render(r, d)
	}
	return reply{}, nil, refusal(codeFailed)
}

func (s *server) arrange(r *request, d *opened) (reply, []byte, error) {
	if !arrangeable(r.Leaves, d.info.Pages) {
		return reply{}, nil, refusal("page_not_found")
	}
	made, err := d.pdf.arranged(r.Leaves, d.info.Form)
	return reply{}, made, err
}

func (s *server) render(r *request, d *opened) (reply, []byte, error) {
	picture, err := d.pdf.render(r.Page, *r.Raster, d.info.Form)
	if err != nil {
		return reply{}, nil, err
	}
	defer picture.free()
	size := [2]int{picture.width, picture.height}
	if r.Raster.Gray {
		return reply{Size: size}, picture.gray(), nil
	}
	return reply{Size: size}, picture.colour(), nil
}
