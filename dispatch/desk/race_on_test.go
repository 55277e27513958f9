//go:build race

package desk_test

// largeBook is a tenth of a real one: the race detector makes every person ten times as slow.
const largeBook = 1000
