//go:build !race

package reader

const (
	shadow = 1
	hard   = true
)
