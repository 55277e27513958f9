package recognise

import (
	"fmt"
	"image"
	"image/draw"
)

// greymap is a picture on white as a portable greymap, which Tesseract reads from a pipe.
func greymap(picture image.Image) []byte {
	size := picture.Bounds().Size()
	grey, ok := picture.(*image.Gray)
	if !ok || grey.Stride != size.X {
		grey = image.NewGray(image.Rectangle{Max: size})
		draw.Draw(grey, grey.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(grey, grey.Bounds(), picture, picture.Bounds().Min, draw.Over)
	}
	return append(fmt.Appendf(nil, "P5\n%d %d\n255\n", size.X, size.Y), grey.Pix[:size.X*size.Y]...)
}
