package ui

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/wording"
)

// shotsVariable names a folder for pictures of the screens; shotNames those wanted, all of them when it is empty.
// They are for the eye: markup masters say nothing of how a screen looks.
const (
	shotsVariable = "SOUSPLI_SHOTS"
	shotNames     = "SOUSPLI_SHOT_NAMES" // with commas between
)

// shotSizes are the windows that pictures are made of: width and height in pixels, and how large the text is.
var shotSizes = map[string]struct{ width, height, scale float32 }{
	"1280":  {1280, 720, 1},
	"1920":  {1920, 1080, 1},
	"large": {1280, 720, 1.5},
}

func TestShots(t *testing.T) {
	folder := os.Getenv(shotsVariable)
	if folder == "" {
		t.Log("no pictures asked for: " + shotsVariable + " names no folder")
		return
	}
	for _, language := range wording.Languages() {
		for size := range shotSizes {
			for _, s := range allScreens() {
				if wanted := os.Getenv(shotNames); wanted == "" || strings.Contains(","+wanted+",", ","+s.name+",") {
					shoot(t, filepath.Join(folder, s.name+"_"+string(language)), s.reach, language, size)
				}
			}
		}
	}
}

// shoot reaches a screen and draws it in every theme. stem begins the names of the pictures.
func shoot(t *testing.T, stem string, reach func(*rig), language wording.Language, size string) {
	t.Helper()
	r := newRig(t, func(c *Config) { c.Language = language })
	defer r.Close()
	px := shotSizes[size]
	if scaled, ok := r.window.Canvas().(interface{ SetScale(scale float32) }); ok {
		scaled.SetScale(px.scale)
	}
	r.window.Resize(fyne.NewSize(px.width/px.scale, px.height/px.scale))
	reach(r)
	r.focus(nil)
	for name, variant := range variants {
		r.config.App.Settings().SetTheme(NewFixedTheme(variant))
		save(t, stem+"_"+name+"_"+size+".png", r.window.Canvas().Capture())
	}
}

func save(t *testing.T, path string, picture image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
}
