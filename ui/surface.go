package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// surface is a rectangle that follows the theme.
type surface struct {
	widget.BaseWidget
	fill, stroke fyne.ThemeColorName // empty: none
	ring         bool                // the stroke tells where the keyboard is
	radius       float32
}

func newSurface(fill, stroke fyne.ThemeColorName, radius float32) *surface {
	s := &surface{fill: fill, stroke: stroke, radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is called by Fyne.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{surface: s, rectangle: canvas.NewRectangle(color.Transparent)}
	r.paint()
	return r
}

type surfaceRenderer struct {
	surface   *surface
	rectangle *canvas.Rectangle
}

func (r *surfaceRenderer) Destroy()                     {}
func (r *surfaceRenderer) Layout(size fyne.Size)        { r.rectangle.Resize(size) }
func (r *surfaceRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rectangle} }

func (r *surfaceRenderer) Refresh() {
	r.paint()
	r.rectangle.Refresh()
}

func (r *surfaceRenderer) paint() {
	stroke, width := r.line()
	r.rectangle.FillColor = r.color(r.surface.fill)
	r.rectangle.StrokeColor, r.rectangle.StrokeWidth = r.color(stroke), width
	r.rectangle.CornerRadius = r.surface.radius
}

// line is what is drawn around: its own stroke, or the edge that a theme gives to quiet grounds.
func (r *surfaceRenderer) line() (fyne.ThemeColorName, float32) {
	th := r.surface.Theme()
	switch edge := th.Size(sizeEdge); {
	case r.surface.ring:
		return r.surface.stroke, th.Size(sizeRing)
	case r.surface.stroke != "":
		return r.surface.stroke, 1
	case edge > 0 && (r.surface.fill == colorSurface || r.surface.fill == theme.ColorNameSelection):
		return theme.ColorNameForeground, edge
	default:
		return "", 0
	}
}

func (r *surfaceRenderer) color(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return r.surface.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// card sets an object on a quiet surface.
func card(o fyne.CanvasObject) *fyne.Container {
	return container.NewStack(newSurface(colorSurface, "", 6), padded(gap+gapHalf, gap+gapHalf, o))
}

// rule is a thin horizontal line.
func rule() fyne.CanvasObject {
	return sized(fyne.NewSize(1, 1), newSurface(theme.ColorNameSeparator, "", 0))
}

// upright is a thin vertical line.
func upright() fyne.CanvasObject { return rule() }
