package reader

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

const (
	scratchSize  = 4 << 10
	startPending = 2 * time.Minute // to compile on a slow machine
)

// library is PDFium. Its first trap (out of memory, a broken pointer) is kept in err; from then on every
// call answers 0 and it must be thrown away.
type library struct {
	instance pdfium.Pdfium // for what is done once a document
	module   api.Module    // for what is done for every letter: twenty times faster
	calls    map[string]api.Function
	stack    [10]uint64
	scratch  uint32 // scratchSize bytes for answers by pointer
	capacity uint64 // of its memory, in bytes
	err      error
}

// newLibrary compiles PDFium, or takes it from the cache, with a memory of its own that is no larger than
// capacity bytes. It sees no file and no environment.
func newLibrary(cache string, capacity uint64) (*library, error) {
	config := wazero.NewRuntimeConfig()
	if cache != "" {
		compiled, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, err
		}
		config = config.WithCompilationCache(compiled)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // nil would mount everything
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, err
	}
	return enter(pool, capacity)
}

func enter(pool pdfium.Pool, capacity uint64) (*library, error) {
	instance, err := pool.GetInstance(startPending)
	if err != nil {
		return nil, err
	}
	module, err := moduleOf(instance)
	if err != nil {
		return nil, err
	}
	if err := reserve(module.Memory(), capacity); err != nil {
		return nil, err
	}
	l := &library{instance: instance, module: module, calls: map[string]api.Function{}, capacity: capacity}
	l.scratch = l.pointer("malloc", scratchSize)
	return l, l.err
}

// call is a function of PDFium's C interface.
func (l *library) call(name string, args ...uint64) uint64 {
	if l.err != nil {
		return 0
	}
	f := l.calls[name]
	if f == nil {
		if f = l.module.ExportedFunction(name); f == nil {
			l.err = errors.New("no function " + name)
			return 0
		}
		l.calls[name] = f
	}
	l.stack[0] = 0
	copy(l.stack[:], args)
	if l.err = f.CallWithStack(context.Background(), l.stack[:]); l.err != nil {
		return 0
	}
	return l.stack[0]
}

func (l *library) pointer(name string, args ...uint64) uint32 {
	return uint32(l.call(name, args...)) //nolint:gosec // a pointer of its 32-bit memory
}

func (l *library) integer(name string, args ...uint64) int {
	return int(int32(l.call(name, args...))) //nolint:gosec // a C int
}

// refusal says what a trap means: memory, when there was little left.
func (l *library) refusal() refusal {
	if uint64(l.module.Memory().Size()) > l.capacity*7/8 {
		return codeTooComplex
	}
	return codeDamaged
}

// room gives n bytes of its memory, which the caller frees; nil when there is none left.
func (l *library) room(n int) (uint32, []byte) {
	p := l.pointer("malloc", uint64(n)) //nolint:gosec // a length
	if p == 0 {
		return 0, nil
	}
	view, ok := l.module.Memory().Read(p, uint32(n)) //nolint:gosec // bounded by MaxSize
	if !ok {
		return 0, nil
	}
	return p, view
}

func (l *library) free(p uint32) {
	if p != 0 {
		l.call("free", uint64(p))
	}
}
