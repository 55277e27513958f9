package ui

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

func TestEveryDrawingDraws(t *testing.T) {
	newRig(t, nil)
	for name := range drawings {
		picture := canvas.NewImageFromResource(icon{name, theme.ColorNameForeground})
		c := software.NewTransparentCanvas()
		c.SetPadded(false)
		c.SetContent(sized(fyne.NewSquareSize(24), picture))
		if !drawn(c) {
			t.Errorf("%s draws nothing", name)
		}
	}
}

func TestEveryStateHasADrawing(t *testing.T) {
	for _, state := range dispatch.States() {
		if drawings[stateLooks[state].icon] == "" {
			t.Errorf("%s has none", state)
		}
	}
	for kind, name := range channelIcons {
		if drawings[name] == "" {
			t.Errorf("%s has none", kind)
		}
	}
}

// TestIcon wants a picture that desktops can show as it is: a square, rounded, with something in its middle.
func TestIcon(t *testing.T) {
	picture, err := png.Decode(bytes.NewReader(Icon().Content()))
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds().Size()
	if size != image.Pt(256, 256) {
		t.Errorf("it measures %v", size)
	}
	if _, _, _, corner := picture.At(0, 0).RGBA(); corner != 0 {
		t.Error("its corners are not clear")
	}
	if _, _, _, middle := picture.At(size.X/2, size.Y/2).RGBA(); middle != 0xffff {
		t.Error("there is nothing in its middle")
	}
}

// drawn reports whether anything of a canvas is not transparent.
func drawn(c fyne.Canvas) bool {
	shot := c.Capture()
	for y := range shot.Bounds().Dy() {
		for x := range shot.Bounds().Dx() {
			if _, _, _, a := shot.At(x, y).RGBA(); a > 0 {
				return true
			}
		}
	}
	return false
}
