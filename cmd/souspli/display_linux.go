package main

import (
	"net"
	"os"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// requireDisplay fails where no window can be opened, with what to do: Fyne would end with a trace of its own.
func requireDisplay() error {
	name := os.Getenv("DISPLAY")
	if name == "" && os.Getenv("WAYLAND_DISPLAY") != "" || name != "" && displayAnswers(name) {
		return nil
	}
	return &dispatch.Error{Op: "souspli.display", Kind: dispatch.KindUnreachable, Code: "no_display"}
}

// displayAnswers reports whether a display of this computer takes connections. Others are left to Fyne.
func displayAnswers(name string) bool {
	host, number, _ := strings.Cut(name, ":")
	if host != "" && host != "unix" {
		return true
	}
	number, _, _ = strings.Cut(number, ".")
	for _, socket := range []string{"@/tmp/.X11-unix/X", "/tmp/.X11-unix/X"} {
		c, err := net.Dial("unix", socket+number)
		if err == nil {
			_ = c.Close()
			return true
		}
	}
	return false
}
