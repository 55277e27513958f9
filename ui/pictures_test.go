package ui

import (
	"image"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/fax/facsimile"
)

func blank(width, height int) facsimile.Preview {
	return facsimile.Preview{Image: image.NewRGBA(image.Rect(0, 0, width, height))}
}

func TestPicturesAreBounded(t *testing.T) {
	const most = 40_000
	rapid.Check(t, func(t *rapid.T) {
		p := newPictures(most)
		for range rapid.IntRange(1, 60).Draw(t, "pictures") {
			key := pictureKey{document: "a", page: rapid.IntRange(1, 9).Draw(t, "page")}
			side := rapid.IntRange(1, 90).Draw(t, "side")
			p.put(key, blank(side, side))
			if _, ok := p.get(key); !ok {
				t.Fatal("the picture put last is gone")
			}
			held := 0
			for _, e := range p.kept {
				held += weight(e.Value.(keptPicture).picture.Image)
			}
			if held != p.held || held > most || p.recent.Len() != len(p.kept) {
				t.Fatalf("holds %d bytes of %d, counts %d, %d of %d listed", held, most, p.held, p.recent.Len(), len(p.kept))
			}
		}
	})
}

func TestPicturesLookedAtLastStay(t *testing.T) {
	p := newPictures(3 * 400)
	keys := []pictureKey{{page: 1}, {page: 2}, {page: 3}, {page: 4}}
	for _, key := range keys[:3] {
		p.put(key, blank(10, 10))
	}
	p.get(keys[0])
	p.put(keys[3], blank(10, 10))
	for i, want := range []bool{true, false, true, true} {
		if _, ok := p.get(keys[i]); ok != want {
			t.Errorf("page %d kept: %v, want %v", i+1, ok, want)
		}
	}
}

func TestADocumentIsForgottenWhole(t *testing.T) {
	p := newPictures(1 << 20)
	p.put(pictureKey{document: "a", page: 1}, blank(2, 2))
	p.put(pictureKey{document: "a", page: 1, manner: faxedAsItIs}, blank(2, 2))
	p.put(pictureKey{document: "b", page: 1}, blank(2, 2))
	p.forget("a")
	if len(p.kept) != 1 || p.held != 16 {
		t.Errorf("%d pictures and %d bytes are left, want one of 16", len(p.kept), p.held)
	}
}

func TestFitted(t *testing.T) {
	for _, c := range []struct {
		name                        string
		picture                     image.Image
		width, height, wantX, wantY int
	}{
		{"a fax page is made smaller", image.NewGray(image.Rect(0, 0, 1728, 2156)), 200, 400, 200, 249},
		{"a small picture stays", image.NewGray(image.Rect(0, 0, 90, 100)), 200, 400, 90, 100},
		{"height decides", image.NewRGBA(image.Rect(0, 0, 100, 400)), 200, 200, 50, 200},
		{"never nothing", image.NewRGBA(image.Rect(0, 0, 4000, 1)), 10, 10, 10, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fitted(c.picture, c.width, c.height).Bounds().Size(); got != image.Pt(c.wantX, c.wantY) {
				t.Errorf("fits as %v, want %d × %d", got, c.wantX, c.wantY)
			}
		})
	}
}
