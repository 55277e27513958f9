package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// accent is the deep teal of the light theme.
const accent = "#0b6464"

// Icon is the picture of the program: a sealed envelope.
func Icon() fyne.Resource {
	return fyne.NewStaticResource("souspli.svg", fmt.Appendf(nil,
		`<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 24 24">`+
			`<rect x="0" y="0" width="24" height="24" rx="5" fill="%s"/>`+
			`<path d="M4 7h16v11H4z M4.5 7.5L12 13.5l7.5-6" fill="none" stroke="#ffffff" stroke-width="1.5" stroke-linejoin="round"/>`+
			`<path d="%s" fill="#ffffff"/></svg>`, accent, "M9.6 14a2.4 2.4 0 0 1 4.8 0a2.4 2.4 0 0 1-4.8 0"))
}
