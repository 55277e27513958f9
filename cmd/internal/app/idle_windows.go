package app

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// lastInput is LASTINPUTINFO of the Windows API.
type lastInput struct {
	size uint32
	tick uint32 // milliseconds since the system began, modulo 2^32
}

// SystemIdle is how long nobody has touched mouse or keyboard in this session; ok is false where the system does not
// say.
func SystemIdle() (since time.Duration, ok bool) {
	user, kernel := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll")
	last := lastInput{}
	last.size = uint32(unsafe.Sizeof(last))
	if done, _, _ := user.NewProc("GetLastInputInfo").Call(uintptr(unsafe.Pointer(&last))); done == 0 {
		return 0, false
	}
	now, _, _ := kernel.NewProc("GetTickCount").Call()
	return time.Duration(uint32(now)-last.tick) * time.Millisecond, true //nolint:gosec // both count modulo 2^32
}
