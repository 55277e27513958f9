package reader

import (
	"errors"
	"reflect"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"
)

// go-pdfium shows neither its module nor the bound of its memory: its own calls allocate for every letter,
// and its memory may grow to 2 GiB, copied each time. What is used here are exported fields of types that
// are not; when a new version moves them, no reader starts and the tests fail.

const wasmPage = 64 << 10

var errNoModule = errors.New("the PDF library does not show its module")

// moduleOf is the module below go-pdfium.
func moduleOf(instance pdfium.Pdfium) (api.Module, error) {
	field := exported(instance.GetImplementation(), "Module")
	if !field.IsValid() {
		return nil, errNoModule
	}
	module, ok := field.Interface().(api.Module)
	if !ok {
		return nil, errNoModule
	}
	return module, nil
}

// reserve bounds a memory to capacity bytes, and gives it room to grow without being copied. The room is
// only reserved: what PDFium does not touch costs nothing.
func reserve(memory api.Memory, capacity uint64) error {
	content, room, most := exported(memory, "Buffer"), exported(memory, "Cap"), exported(memory, "Max")
	if !content.IsValid() || !room.IsValid() || !most.IsValid() || content.Type() != reflect.TypeFor[[]byte]() || !room.CanUint() || !most.CanUint() || !room.CanSet() {
		return errNoModule
	}
	pages := capacity / wasmPage
	if pages <= uint64(memory.Size()/wasmPage) {
		return errNoModule
	}
	larger := make([]byte, memory.Size(), pages*wasmPage)
	copy(larger, content.Bytes())
	content.SetBytes(larger)
	room.SetUint(pages)
	most.SetUint(pages)
	if _, ok := memory.Grow(1); !ok { // tells the compiled code where its memory is now
		return errNoModule
	}
	return nil
}

// exported is a field of the struct behind a pointer; invalid when there is none.
func exported(pointer any, name string) reflect.Value {
	inner := reflect.Indirect(reflect.ValueOf(pointer))
	if inner.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return inner.FieldByName(name)
}
