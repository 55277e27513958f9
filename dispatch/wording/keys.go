package wording

import (
	"maps"
	"slices"
	"strings"
)

// Keys lists the keys that begin with prefix, in order.
func (c *Catalogue) Keys(prefix string) []string {
	keys := slices.Sorted(maps.Keys(c.texts))
	return slices.DeleteFunc(keys, func(key string) bool { return !strings.HasPrefix(key, prefix) })
}
