package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// column lays objects below one another at full width. It settles their width before it asks for their
// height, so that wrapped text takes the room that it needs.
type column struct{ gap float32 }

func newColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

// Layout is called by Fyne.
func (l column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height + l.gap
	}
}

// MinSize is called by Fyne.
func (l column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, shown := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
		shown++
	}
	size.Height += l.gap * float32(max(0, shown-1))
	return size
}

// track is the width of one place in a row: fixed, a share of what is left, or the object's own.
type track struct{ fixed, share float32 }

func fixed(width float32) track  { return track{fixed: width} }
func share(weight float32) track { return track{share: weight} }

var own = track{}

// row lays objects beside one another, each in its track.
type row struct {
	gap    float32
	tracks []track
	top    bool // objects keep their height and stand at the top; otherwise they are centred
	fill   bool // objects take the whole height
}

// newRow centres objects on a line; tracks beyond the given ones are own.
func newRow(gap float32, tracks []track, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, tracks: tracks}, objects...)
}

// newTopRow aligns objects at their top.
func newTopRow(gap float32, tracks []track, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, tracks: tracks, top: true}, objects...)
}

// newPanes gives every object the whole height.
func newPanes(gap float32, tracks []track, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, tracks: tracks, fill: true}, objects...)
}

func (l *row) track(i int) track {
	if i < len(l.tracks) {
		return l.tracks[i]
	}
	return own
}

// Layout is called by Fyne.
func (l *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	widths, x := l.widths(objects, size.Width), float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(widths[i], o.MinSize().Height))
		height, y := o.MinSize().Height, float32(0)
		switch {
		case l.fill:
			height = size.Height
		case !l.top:
			y = max(0, (size.Height-height)/2)
		}
		o.Resize(fyne.NewSize(widths[i], height))
		o.Move(fyne.NewPos(x, y))
		x += widths[i] + l.gap
	}
}

func (l *row) widths(objects []fyne.CanvasObject, total float32) []float32 {
	widths, left, shares, shown := make([]float32, len(objects)), total, float32(0), 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		switch t := l.track(i); {
		case t.share > 0:
			shares += t.share
		case t.fixed > 0:
			widths[i] = t.fixed
		default:
			widths[i] = o.MinSize().Width
		}
		left -= widths[i]
	}
	left = max(0, left-l.gap*float32(max(0, shown-1)))
	for i, o := range objects {
		if t := l.track(i); o.Visible() && t.share > 0 {
			widths[i] = left * t.share / shares
		}
	}
	return widths
}

// MinSize is called by Fyne.
func (l *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, shown := fyne.Size{}, 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		m := o.MinSize()
		size.Height = max(size.Height, m.Height)
		size.Width += max(m.Width, l.track(i).fixed)
	}
	size.Width += l.gap * float32(max(0, shown-1))
	return size
}

// least gives an object at least a size.
type least struct{ size fyne.Size }

// Layout is called by Fyne.
func (l least) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
	}
}

// MinSize is called by Fyne.
func (l least) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func sized(size fyne.Size, o fyne.CanvasObject) *fyne.Container { return container.New(least{size}, o) }

func padded(vertical, horizontal float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(vertical, vertical, horizontal, horizontal), o)
}

// settled lays a scroll out twice: its content knows its height only once it knows its width.
type settled struct{}

// Layout is called by Fyne.
func (settled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Refresh()
	}
}

// MinSize is called by Fyne.
func (settled) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(48, 48) }

// clearOfBar is the margin that keeps tall content clear of its scroll bar.
func clearOfBar(o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(0, 0, 0, gap), o)
}

// scrolled lets tall content scroll.
func scrolled(o fyne.CanvasObject) *fyne.Container {
	return container.New(settled{}, container.NewVScroll(clearOfBar(o)))
}

// buttonBar stands buttons at the right, in line with what scrolls above.
func buttonBar(buttons ...fyne.CanvasObject) *fyne.Container {
	content := newRow(gap, []track{share(1)}, append([]fyne.CanvasObject{spacer(0)}, buttons...)...)
	return container.New(layout.NewCustomPaddedLayout(gap, 0, 0, gap), content)
}

// filled is a frame whose middle takes what the top and the bottom leave. Tab goes from the top to the bottom.
func filled(top, bottom, middle fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, bottom, nil, nil), notNil(top, middle, bottom)...)
}

func notNil(objects ...fyne.CanvasObject) []fyne.CanvasObject {
	var kept []fyne.CanvasObject
	for _, o := range objects {
		if o != nil {
			kept = append(kept, o)
		}
	}
	return kept
}

// newMiddle stands an object in the middle of the height, at full width.
func newMiddle(o fyne.CanvasObject) *fyne.Container {
	return container.New(&row{tracks: []track{share(1)}}, o)
}
