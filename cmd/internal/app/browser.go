package app

import (
	"context"
	"net/url"
	"os/exec"
	"runtime"

	"github.com/souspli/souspli/dispatch"
)

// OpenBrowser shows a page of a service in the person's own browser, and returns at once. It refuses whatever
// is not https with KindRefused: services name the page, and a system opens programs by other schemes.
func OpenBrowser(ctx context.Context, page string) error {
	parsed, err := url.Parse(page)
	if err != nil || parsed.Scheme != "https" || parsed.Hostname() == "" || parsed.User != nil {
		return &dispatch.Error{Op: "app.browser", Kind: dispatch.KindRefused, Code: "signin_page_refused", Certainty: dispatch.Unsent}
	}
	command := browser(runtime.GOOS)
	opening := exec.CommandContext(context.WithoutCancel(ctx), command[0], append(command[1:], parsed.String())...) //nolint:gosec // no shell reads it
	if err := opening.Start(); err != nil {
		return &dispatch.Error{Op: "app.browser", Kind: dispatch.KindNotFound, Code: "signin_no_browser", Certainty: dispatch.Unsent}
	}
	go func() { _ = opening.Wait() }() // the browser lives on without us
	return nil
}

// browser is the system's own command that opens a page.
func browser(system string) []string {
	switch system {
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case "darwin":
		return []string{"open"}
	default:
		return []string{"xdg-open"}
	}
}
