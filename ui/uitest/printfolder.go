package uitest

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch/desk"
)

// prints are the print folder, and what is in it.
type prints struct {
	printFolder desk.PrintFolder
	printed     []desk.Printed
	printsTaken []string
}

// Print lets documents come into the print folder.
func (d *Desk) Print(paths ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, path := range paths {
		d.printed = append(d.printed, desk.Printed{Path: path})
	}
}

// PrintFolder is what was saved.
func (d *Desk) PrintFolder(context.Context) (desk.PrintFolder, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.printFolder, d.called("PrintFolder")
}

// SavePrintFolder keeps it, without looking at it.
func (d *Desk) SavePrintFolder(_ context.Context, f desk.PrintFolder) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SavePrintFolder"); err != nil {
		return err
	}
	d.printFolder = f
	return nil
}

// Printed lists what nobody has taken.
func (d *Desk) Printed(context.Context) ([]desk.Printed, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	free := slices.DeleteFunc(slices.Clone(d.printed), func(p desk.Printed) bool { return slices.Contains(d.printsTaken, p.Path) })
	return free, d.called("Printed")
}

// TakePrinted offers it no more.
func (d *Desk) TakePrinted(p desk.Printed) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.printsTaken = append(d.printsTaken, p.Path)
}

// GiveBackPrinted offers it again.
func (d *Desk) GiveBackPrinted(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.printsTaken = slices.DeleteFunc(d.printsTaken, func(taken string) bool { return taken == path })
}

// DismissPrinted offers it no more.
func (d *Desk) DismissPrinted(_ context.Context, p desk.Printed) error {
	d.TakePrinted(p)
	return d.failure("DismissPrinted")
}
