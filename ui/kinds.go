package ui

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/souspli/souspli/dispatch"
)

// usualKinds are offered before anything is typed.
var usualKinds = []dispatch.DocumentKind{
	dispatch.Prescription, dispatch.Requisition, dispatch.ConsultRequest, dispatch.ConsultReport,
	dispatch.LabResult, dispatch.ClinicalNote, dispatch.RecordCopy,
}

// matchingKinds are the kinds whose name holds every word of the query, whatever the accents.
func (u *UI) matchingKinds(query string) []dispatch.DocumentKind {
	words := strings.Fields(fold(query))
	if len(words) == 0 {
		return usualKinds
	}
	var found []dispatch.DocumentKind
	for _, kind := range dispatch.DocumentKinds() {
		if holdsAll(fold(u.texts.Kind(kind)), words) {
			found = append(found, kind)
		}
	}
	return found
}

func holdsAll(name string, words []string) bool {
	for _, word := range words {
		if !strings.HasPrefix(name, word) && !strings.Contains(name, " "+word) && !strings.Contains(name, "’"+word) {
			return false
		}
	}
	return true
}

// fold drops case and accents.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
