package ui

import "fyne.io/fyne/v2"

// pairs stands objects beside one another in equal shares, and below one another where they do not all fit.
type pairs struct {
	gap   float32
	width float32 // of the last layout
}

func newPairs(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &pairs{gap: gap}, Objects: objects}
}

// each is the width of one beside the others, and whether all fit so.
func (l *pairs) each(objects []fyne.CanvasObject, total float32) (width float32, fits bool) {
	width, fits = (total-l.gap*float32(len(objects)-1))/float32(len(objects)), true
	for _, o := range objects {
		fits = fits && o.MinSize().Width <= width
	}
	return width, fits
}

// Layout is called by Fyne.
func (l *pairs) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	width, fits := l.each(objects, size.Width)
	if !fits {
		column{l.gap}.Layout(objects, size)
		return
	}
	for i, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Resize(fyne.NewSize(width, o.MinSize().Height)) // a sentence knows its height once it knows its width
		o.Move(fyne.NewPos(float32(i)*(width+l.gap), 0))
	}
}

// MinSize is called by Fyne.
func (l *pairs) MinSize(objects []fyne.CanvasObject) fyne.Size {
	below := column{l.gap}.MinSize(objects)
	if _, fits := l.each(objects, l.width); !fits {
		return below
	}
	size := fyne.NewSize(below.Width, 0)
	for _, o := range objects {
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}
