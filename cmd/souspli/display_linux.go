package main

import (
	"context"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// requireDisplay fails where no window can be opened, with what to do: Fyne would end with a trace of its own.
func requireDisplay(ctx context.Context) error {
	name := os.Getenv("DISPLAY")
	if name == "" && os.Getenv("WAYLAND_DISPLAY") != "" || name != "" && displayAnswers(ctx, name) {
		return nil
	}
	return &dispatch.Error{Op: "souspli.display", Kind: dispatch.KindUnreachable, Code: "no_display"}
}

// displayAnswers reports whether a display of this computer takes connections. Others are left to Fyne.
func displayAnswers(ctx context.Context, name string) bool {
	host, number, _ := strings.Cut(name, ":")
	if host != "" && host != "unix" {
		return true
	}
	number, _, _ = strings.Cut(number, ".")
	if _, err := strconv.Atoi(number); err != nil {
		return false
	}
	for _, socket := range []string{"@/tmp/.X11-unix/X", "/tmp/.X11-unix/X"} {
		c, err := (&net.Dialer{}).DialContext(ctx, "unix", socket+number) //nolint:gosec // a number, and a socket of this computer
		if err == nil {
			_ = c.Close()
			return true
		}
	}
	return false
}
