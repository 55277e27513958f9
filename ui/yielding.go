package ui

import "fyne.io/fyne/v2"

// yielding lays objects at the right of the first, or below it where they would leave it narrower than least.
type yielding struct {
	gap, least float32
	middle     bool    // beside, they stand in the middle of the height
	width      float32 // of the last layout
}

// leastTitle is the width below which buttons go below a title.
const leastTitle = 200

// newBeside aligns objects at their top.
func newBeside(least float32, main fyne.CanvasObject, others ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &yielding{gap: gap, least: least}, Objects: append([]fyne.CanvasObject{main}, others...)}
}

// newMiddleBeside centres them on a line.
func newMiddleBeside(least float32, main fyne.CanvasObject, others ...fyne.CanvasObject) *fyne.Container {
	c := newBeside(least, main, others...)
	c.Layout.(*yielding).middle = true
	return c
}

// Layout is called by Fyne.
func (l *yielding) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	if !l.below(objects) {
		(&row{gap: l.gap, tracks: []track{share(1)}, top: !l.middle}).Layout(objects, size)
		return
	}
	column{}.Layout(objects[:1], size)
	at := fyne.NewPos(0, objects[0].MinSize().Height+l.gap)
	for _, o := range objects[1:] {
		if o.Visible() {
			o.Resize(o.MinSize())
			o.Move(at)
			at.X += o.MinSize().Width + l.gap
		}
	}
}

// MinSize is called by Fyne.
func (l *yielding) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := (&row{gap: l.gap}).MinSize(objects[1:])
	main := objects[0].MinSize()
	if l.below(objects) && size.Height > 0 {
		return fyne.NewSize(max(main.Width, size.Width), main.Height+l.gap+size.Height)
	}
	return fyne.NewSize(max(main.Width, size.Width), max(main.Height, size.Height))
}

func (l *yielding) below(objects []fyne.CanvasObject) bool {
	others := (&row{gap: l.gap}).MinSize(objects[1:]).Width
	return l.width > 0 && l.width-l.gap-others < l.least
}

// even lays objects in columns of equal width, or below one another where these would be narrower than least.
type even struct {
	gap, least float32
	width      float32 // of the last layout
}

func newEven(least float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &even{gap: gapDouble, least: least}, Objects: objects}
}

// Layout is called by Fyne.
func (l *even) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.layout(objects).Layout(objects, size)
}

// MinSize is called by Fyne.
func (l *even) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize((column{}).MinSize(objects).Width, l.layout(objects).MinSize(objects).Height)
}

func (l *even) layout(objects []fyne.CanvasObject) fyne.Layout {
	n := float32(len(objects))
	if l.width > 0 && (l.width-l.gap*(n-1))/n < l.least {
		return column{l.gap}
	}
	tracks := make([]track, len(objects))
	for i := range tracks {
		tracks[i] = share(1)
	}
	return &row{gap: l.gap, tracks: tracks, top: true}
}
