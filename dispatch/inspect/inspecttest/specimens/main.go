// Command specimens writes synthetic documents as PDF files, for people to look at.
//
// Failure policy: the first file that cannot be written ends it.
package main

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

func main() {
	folder := flag.String("o", "", "the `folder` to write to")
	seed := flag.Uint64("seed", 1, "the seed")
	each := flag.Int("each", 2, "documents per kind and language, the families in turn")
	family := flag.String("family", "", "one `family` alone: a, b, c or d; without it, a and b and the troubles")
	flag.Parse()
	if err := write(*folder, inspecttest.Family(*family), *seed, *each); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(folder string, family inspecttest.Family, seed uint64, each int) error {
	if folder == "" {
		return fmt.Errorf("name a folder: -o DIR")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if family != "" {
		return saveAll(folder, inspecttest.InFamily(family, seed, each))
	}
	if err := saveAll(folder, inspecttest.Specimens(seed, each)); err != nil {
		return err
	}
	for _, trouble := range inspecttest.Troubles() {
		if err := save(folder, trouble.Specimen); err != nil {
			return err
		}
	}
	return nil
}

func saveAll(folder string, all iter.Seq[inspecttest.Specimen]) error {
	for specimen := range all {
		if err := save(folder, specimen); err != nil {
			return err
		}
	}
	return nil
}

func save(folder string, specimen inspecttest.Specimen) error {
	file, err := os.Create(filepath.Join(folder, specimen.Name+".pdf"))
	if err != nil {
		return err
	}
	if err := specimen.PDF(file); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}
