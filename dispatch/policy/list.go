package policy

import "slices"

// listCapacity holds every channel, every code or every rule.
const listCapacity = 32

// list keeps small numbers in the order in which they came, each once. It is a value without pointers,
// so that a decision allocates nothing.
type list[T ~uint8] struct {
	items  [listCapacity]T
	length uint8
	member uint64
}

func (l *list[T]) has(item T) bool { return l.member>>item&1 == 1 }

func (l *list[T]) all() []T { return l.items[:l.length] }

func (l *list[T]) add(items ...T) {
	for _, item := range items {
		if l.has(item) {
			continue
		}
		l.items[l.length] = item
		l.length++
		l.member |= 1 << item
	}
}

func (l *list[T]) remove(items ...T) {
	for _, item := range items {
		if !l.has(item) {
			continue
		}
		at := slices.Index(l.all(), item)
		copy(l.items[at:l.length], l.items[at+1:l.length])
		l.length--
		l.member &^= 1 << item
	}
}

// prepend puts item before all others, wherever it stood.
func (l *list[T]) prepend(item T) {
	l.remove(item)
	copy(l.items[1:l.length+1], l.items[:l.length])
	l.items[0] = item
	l.length++
	l.member |= 1 << item
}

func (l *list[T]) clear() { *l = list[T]{} }
