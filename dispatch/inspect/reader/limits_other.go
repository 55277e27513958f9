//go:build !linux

package reader

import "runtime/metrics"

// confineProcess has nothing to ask of these systems: the memory of PDFium and of Go is bounded without.
func confineProcess(uint64) {}

// resident is an estimate of the memory that the process holds, in bytes: what Go has and gave not back, with
// half of the room that is reserved for PDFium.
func resident(reserved uint64) uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64() - reserved/2
}
