package oauth

import (
	"html"
	"net/http"
	"strings"
)

// pageLanguages are those of the page that the browser ends on, which does not know the person's.
var pageLanguages = [...]string{"fr", "en"}

// writePage ends the browser's part. The page loads nothing, and nothing keeps or tells its address, which
// held a code.
func writePage(w http.ResponseWriter, status int, words Words, key string) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if key != "" {
		_, _ = w.Write([]byte(page(words, key))) // who closed the window does not miss it
	}
}

func page(words Words, key string) string {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"fr\"><meta charset=\"utf-8\"><title>Souspli</title>\n")
	for _, language := range pageLanguages {
		b.WriteString("<p lang=\"" + language + "\">" + html.EscapeString(words(language, key)) + "</p>\n")
	}
	return b.String()
}
