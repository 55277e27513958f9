//go:build race

package reader

// shadow is how many times the memory the race detector needs: it watches every byte.
const shadow = 10

// hard reports whether the kernel may bound addresses: the race detector reserves terabytes.
const hard = false
