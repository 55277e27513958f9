// Package storetest makes up what a busy clinic sends in some years, for benchmarks and for homes of any size to
// look at.
//
// Promise: everybody in it is fictitious, every telephone number is of the range 555-01xx, and the same seed makes
// the same clinic. It stores nothing by itself.
package storetest
