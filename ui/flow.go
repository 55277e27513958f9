package ui

import "fyne.io/fyne/v2"

// flow lays objects beside one another and goes on below when the line is full.
type flow struct {
	gap   float32
	width float32 // of the last layout
}

func newFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flow{gap: gap}, Objects: objects}
}

// Layout is called by Fyne.
func (l *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size, line float32) {
		o.Resize(size)
		o.Move(at.AddXY(0, (line-size.Height)/2))
	})
}

// MinSize is called by Fyne.
func (l *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, o := range objects {
		if o.Visible() {
			widest = max(widest, o.MinSize().Width)
		}
	}
	return fyne.NewSize(widest, l.place(objects, nil))
}

// place goes through the lines and gives their height.
func (l *flow) place(objects []fyne.CanvasObject, put func(fyne.CanvasObject, fyne.Position, fyne.Size, float32)) float32 {
	y := float32(0)
	for start := 0; start < len(objects); {
		end, height := l.line(objects[start:])
		x := float32(0)
		for _, o := range objects[start : start+end] {
			if !o.Visible() {
				continue
			}
			size := o.MinSize()
			size.Width = min(size.Width, max(l.width, 1))
			if put != nil {
				put(o, fyne.NewPos(x, y), size, height)
			}
			x += size.Width + l.gap
		}
		start += end
		if height > 0 {
			y += height + l.gap
		}
	}
	return max(0, y-l.gap)
}

// line is how many objects fit on the next line, at least one, and its height.
func (l *flow) line(objects []fyne.CanvasObject) (count int, height float32) {
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		if x > 0 && l.width > 0 && x+size.Width > l.width {
			return i, height
		}
		x += size.Width + l.gap
		height = max(height, size.Height)
	}
	return len(objects), height
}
