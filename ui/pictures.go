package ui

import (
	"container/list"
	"image"

	"golang.org/x/image/draw"

	"github.com/souspli/souspli/fax/facsimile"
)

// mostPictureBytes bounds the pictures that are kept: about fifteen large pages.
const mostPictureBytes = 64 << 20

// pictureKey names a picture: a page of a document at a size, looked at in some manner.
type pictureKey struct {
	document string // SHA-256 of what is sent
	page     int
	width    int // pixels
	height   int
	manner   manner
}

// manner is how a page is looked at.
type manner uint8

const (
	onScreen      manner = iota
	faxedAsItIs          // as a fax machine prints it
	faxedPrepared        // the same, made clean before it leaves
)

// pictures keeps the pages drawn last, so that going back to one costs nothing. It belongs to the goroutine
// that draws.
type pictures struct {
	most, held int // bytes
	recent     *list.List
	kept       map[pictureKey]*list.Element
}

// keptPicture is a picture with what a fax machine would do to it.
type keptPicture struct {
	key     pictureKey
	picture facsimile.Preview
}

func newPictures(most int) *pictures {
	return &pictures{most: most, recent: list.New(), kept: map[pictureKey]*list.Element{}}
}

func (p *pictures) get(key pictureKey) (facsimile.Preview, bool) {
	e, ok := p.kept[key]
	if !ok {
		return facsimile.Preview{}, false
	}
	p.recent.MoveToFront(e)
	return e.Value.(keptPicture).picture, true
}

// put keeps a picture and lets go of those not looked at for longest.
func (p *pictures) put(key pictureKey, picture facsimile.Preview) {
	if old, ok := p.kept[key]; ok {
		p.drop(old)
	}
	p.kept[key] = p.recent.PushFront(keptPicture{key, picture})
	p.held += weight(picture.Image)
	for p.held > p.most && p.recent.Len() > 1 {
		p.drop(p.recent.Back())
	}
}

// forget lets go of every picture of a document.
func (p *pictures) forget(document string) {
	for key, e := range p.kept {
		if key.document == document {
			p.drop(e)
		}
	}
}

func (p *pictures) drop(e *list.Element) {
	gone := p.recent.Remove(e).(keptPicture)
	delete(p.kept, gone.key)
	p.held -= weight(gone.picture.Image)
}

func weight(i image.Image) int { return 4 * i.Bounds().Dx() * i.Bounds().Dy() }

// fitted scales a picture down to a box and gives it the form that the screen takes without converting. It
// is slow: the goroutine that draws never calls it.
func fitted(picture image.Image, width, height int) *image.RGBA {
	size := picture.Bounds().Size()
	ratio := min(1, float64(width)/float64(max(1, size.X)), float64(height)/float64(max(1, size.Y)))
	if ready, ok := picture.(*image.RGBA); ok && ratio == 1 {
		return ready
	}
	box := image.Rect(0, 0, max(1, int(float64(size.X)*ratio)), max(1, int(float64(size.Y)*ratio)))
	out := image.NewRGBA(box)
	if ratio == 1 {
		draw.Draw(out, box, picture, picture.Bounds().Min, draw.Src)
	} else {
		draw.BiLinear.Scale(out, box, picture, picture.Bounds(), draw.Src, nil)
	}
	return out
}
