//go:build !race

package desk_test

const largeBook = 10_000
