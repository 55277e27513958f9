//go:build linux

package main

import (
	"encoding/binary"
	"image"
	"image/color"
	"os"
)

// framebuffer is what Xvfb keeps of its screen in a file: a header of X window dumps, then the pixels. To read it
// costs nearly nothing, so that a test can look as often as it likes.
type framebuffer struct{ path string }

// The numbers of the header that are needed, each of four bytes, the first byte the highest.
const (
	dumpHeader   = 0
	dumpWidth    = 4
	dumpHeight   = 5
	dumpLine     = 12
	dumpColours  = 19
	dumpNumbers  = 25
	bytesOfColor = 12
)

// shot is the whole screen at one moment.
type shot struct {
	pixels        []byte // four bytes each: blue, green, red, nothing
	width, height int
	line          int // bytes
}

func (f framebuffer) shot() (shot, error) {
	content, err := os.ReadFile(f.path)
	if err != nil || len(content) < 4*dumpNumbers {
		return shot{}, err
	}
	number := func(i int) int { return int(binary.BigEndian.Uint32(content[4*i:])) }
	start := number(dumpHeader) + number(dumpColours)*bytesOfColor
	return shot{pixels: content[start:], width: number(dumpWidth), height: number(dumpHeight), line: number(dumpLine)}, nil
}

// lit reports whether anything but black stands in the middle of the screen: looked at a thousand times a second, it
// must cost next to nothing.
func (f framebuffer) lit() (bool, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	var header [4 * dumpNumbers]byte
	if _, err := file.ReadAt(header[:], 0); err != nil {
		return false, err
	}
	number := func(i int) int { return int(binary.BigEndian.Uint32(header[4*i:])) }
	middle := number(dumpHeader) + number(dumpColours)*bytesOfColor + number(dumpHeight)/2*number(dumpLine) + 2*number(dumpWidth)
	var pixel [3]byte
	_, err = file.ReadAt(pixel[:], int64(middle))
	return pixel != [3]byte{}, err
}

func (s shot) at(x, y int) color.NRGBA {
	p := s.pixels[y*s.line+4*x:]
	return color.NRGBA{R: p[2], G: p[1], B: p[0], A: 0xff}
}

func (s shot) image() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, s.width, s.height))
	for y := range s.height {
		for x := range s.width {
			m.SetNRGBA(x, y, s.at(x, y))
		}
	}
	return m
}

// ink counts the dark dots of a part of the screen.
func (s shot) ink(part image.Rectangle) int {
	const dark = 160
	count := 0
	for y := part.Min.Y; y < min(part.Max.Y, s.height); y++ {
		for x := part.Min.X; x < min(part.Max.X, s.width); x++ {
			if s.at(x, y).R < dark {
				count++
			}
		}
	}
	return count
}

// part is what stands in a rectangle.
func (s shot) part(of image.Rectangle) (pixels []byte) {
	for y := of.Min.Y; y < of.Max.Y; y++ {
		pixels = append(pixels, s.pixels[y*s.line+4*of.Min.X:y*s.line+4*of.Max.X]...)
	}
	return pixels
}
