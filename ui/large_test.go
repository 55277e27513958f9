package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// smallest is the window at 150 % on a screen of 1280 by 720.
var smallest = fyne.NewSize(1280/1.5, 720/1.5)

// reachesAll holds every column that scrolls up and down to its width at large text: what is wider can't be reached.
func (r *rig) reachesAll(t *testing.T) {
	t.Helper()
	r.window.Resize(smallest)
	if least := r.window.Canvas().Content().MinSize(); least.Width > smallest.Width || least.Height > smallest.Height {
		t.Errorf("at 150 %%, at least %.0f by %.0f of %.0f by %.0f", least.Width, least.Height, smallest.Width, smallest.Height)
	}
	for _, scroll := range scrollsIn(r.window.Canvas().Content()) {
		if wide := scroll.Content.MinSize().Width; wide > scroll.Size().Width+0.5 {
			t.Errorf("at 150 %%, %.0f wide in a column of %.0f", wide, scroll.Size().Width)
		}
	}
}

// scrollsIn are the columns in sight that scroll up and down only.
func scrollsIn(o fyne.CanvasObject) []*container.Scroll {
	if !o.Visible() {
		return nil
	}
	var found []*container.Scroll
	all := func(objects []fyne.CanvasObject) []*container.Scroll {
		for _, child := range objects {
			found = append(found, scrollsIn(child)...)
		}
		return found
	}
	switch o := o.(type) {
	case *container.Scroll:
		if o.Direction == container.ScrollVerticalOnly {
			found = append(found, o)
		}
		return all([]fyne.CanvasObject{o.Content})
	case *fyne.Container:
		return all(o.Objects)
	case *press:
		return all([]fyne.CanvasObject{o.content})
	case *field:
		return nil
	case fyne.Widget:
		return all(test.WidgetRenderer(o).Objects())
	default:
		return nil
	}
}
