package crypto

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

const benchmarkSize = 25 << 20

// BenchmarkSeal seals 25 MB, armored, beside GnuPG on the same file for the same key. GnuPG compresses
// unless told not to, so it is measured both ways.
func BenchmarkSeal(b *testing.B) {
	gpg, identity := newGnupg(b), newIdentity(b)
	recipient := gpg.key(pharmacyAddress, curve25519...)
	gpg.key(clinicAddress, curve25519...)
	file, sealed := filepath.Join(b.TempDir(), "content"), filepath.Join(b.TempDir(), "sealed")
	content, err := os.Create(file)
	ok(b, err)
	_, err = io.CopyN(content, rand.Reader, benchmarkSize)
	ok(b, err)
	ok(b, content.Close())

	b.Run("souspli", func(b *testing.B) {
		b.SetBytes(benchmarkSize)
		for b.Loop() {
			sealFile(b, file, sealed, SealOptions{identity, [][]byte{recipient}, now, true})
		}
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB-from-system")
	})
	for _, level := range []int{-1, 0} {
		name := "gpg"
		if level == 0 {
			name = "gpg uncompressed"
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(benchmarkSize)
			args := []string{"--armor", "--sign", "--encrypt", "-u", clinicAddress, "-r", pharmacyAddress, "-r", clinicAddress, "-o", sealed}
			if level >= 0 {
				args = append(args, "-z", strconv.Itoa(level))
			}
			for b.Loop() {
				gpg.do(nil, append(args, file)...)
			}
		})
	}
}

func sealFile(b *testing.B, from, to string, o SealOptions) {
	src, err := os.Open(from)
	ok(b, err)
	dst, err := os.Create(to)
	ok(b, err)
	w, err := Seal(dst, o)
	ok(b, err)
	_, err = src.WriteTo(w)
	ok(b, err)
	ok(b, w.Close())
	ok(b, dst.Close())
	ok(b, src.Close())
}
