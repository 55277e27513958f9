package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// icon is a line drawing in a colour of the theme. Fyne's own colouring knows only filled shapes.
type icon struct {
	name  iconName
	color fyne.ThemeColorName
}

var _ fyne.ThemedResource = icon{}

// Name tells drawings and colours apart, for Fyne's caches.
func (i icon) Name() string { return string(i.color) + "_" + string(i.name) + ".svg" }

// ThemeColorName is the colour that the drawing follows.
func (i icon) ThemeColorName() fyne.ThemeColorName { return i.color }

// Content is the drawing in the present colours.
func (i icon) Content() []byte {
	r, g, b, _ := theme.Color(i.color).RGBA()
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path d="%s" fill="none" stroke="#%02x%02x%02x" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
		drawings[i.name], r>>8, g>>8, b>>8)
}

// picture shows an icon at the size of a line of text, or at the given size.
func picture(name iconName, color fyne.ThemeColorName, side float32) fyne.CanvasObject {
	return sized(fyne.NewSquareSize(side), widget.NewIcon(icon{name, color}))
}
