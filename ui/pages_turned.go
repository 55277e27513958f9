package ui

import "image"

// turned is a picture turned to the right by so many degrees, a multiple of 90.
func turned(picture image.Image, degrees int) image.Image {
	from, ok := picture.(*image.RGBA)
	if !ok || degrees == 0 {
		return picture
	}
	size := from.Rect.Size()
	box := image.Rect(0, 0, size.X, size.Y)
	if degrees != 180 {
		box = image.Rect(0, 0, size.Y, size.X)
	}
	to := image.NewRGBA(box)
	for y := range size.Y {
		row := from.Pix[from.PixOffset(from.Rect.Min.X, from.Rect.Min.Y+y):]
		for x := range size.X {
			at := to.PixOffset(turnedTo(x, y, size, degrees))
			copy(to.Pix[at:at+4], row[4*x:4*x+4])
		}
	}
	return to
}

// turnedTo is where a dot of a picture comes to lie.
func turnedTo(x, y int, size image.Point, degrees int) (int, int) {
	switch degrees {
	case 90:
		return size.Y - 1 - y, x
	case 180:
		return size.X - 1 - x, size.Y - 1 - y
	default:
		return y, size.X - 1 - x
	}
}
