package desk

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// RetentionPapers writes what leaves the log as a file.
type RetentionPapers interface {
	// Certificate writes a certificate of destruction as a page, in a language, fr or en.
	Certificate(w io.Writer, c dispatch.Certificate, clinic, language string) error
	// Export begins an export; with a format that it does not know it fails with KindInvalid.
	Export(w io.Writer, o ExportOptions) (ExportWriter, error)
}

// ExportWriter takes dispatches one by one, in constant memory unless its format cannot. Nothing is whole before Close.
type ExportWriter interface {
	Add(d dispatch.Dispatch) error
	Close() error
}

// The formats of an export.
const (
	ExportCSV  = "csv"
	ExportJSON = "json" // JSON Lines, one dispatch a line
	ExportPDF  = "pdf"
)

// ExportOptions say what an export holds and how it is written.
type ExportOptions struct {
	Format   string
	Language string // fr or en, for heads and names
	BOM      bool   // begin a CSV with a byte order mark, by which Excel knows UTF-8
	Query    string
	Since    time.Time // created not before; zero: no limit
	Until    time.Time // created before; zero: no limit
	Clinic   string    // set by Export
	At       time.Time // set by Export
}

// exportPage is how many dispatches are held at once.
const exportPage = 500

// Export writes the log's dispatches, newest first, and tells how many. That somebody exports is logged before the
// first byte is written.
func (d *Desk) Export(ctx context.Context, w io.Writer, o ExportOptions) (int, error) {
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return 0, err
	}
	o.Clinic, o.At = sender.Organisation, d.config.Now()
	out, err := d.config.Papers.Export(w, o)
	if err != nil {
		return 0, err
	}
	if err := d.config.Store.Append(ctx, d.event(dispatch.EventExported, exportDetails(o))); err != nil {
		return 0, err
	}
	n, err := d.exportAll(ctx, out, o)
	if err != nil {
		return n, err
	}
	return n, out.Close()
}

func (d *Desk) exportAll(ctx context.Context, out ExportWriter, o ExportOptions) (n int, err error) {
	filter := dispatch.Filter{Query: o.Query, Since: o.Since, Until: o.Until, Limit: exportPage}
	for {
		page, err := d.config.Store.Search(ctx, filter)
		if err != nil {
			return n, err
		}
		for _, found := range page.Dispatches {
			if err := out.Add(found); err != nil {
				return n, err
			}
			n++
		}
		if filter.After = page.Next; filter.After == "" {
			return n, nil
		}
	}
}

func exportDetails(o ExportOptions) map[string]string {
	details := map[string]string{"format": o.Format, "narrowed": strconv.FormatBool(o.Query != "")}
	if !o.Since.IsZero() {
		details["since"] = o.Since.UTC().Format(time.RFC3339)
	}
	if !o.Until.IsZero() {
		details["until"] = o.Until.UTC().Format(time.RFC3339)
	}
	return details
}

// PrintCertificate writes the certificate of a destruction as a page; the last one when id is empty.
func (d *Desk) PrintCertificate(ctx context.Context, w io.Writer, id dispatch.ID, language string) error {
	certificate, err := d.Certificate(ctx, id)
	if err != nil {
		return err
	}
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return err
	}
	return d.config.Papers.Certificate(w, certificate, sender.Organisation, language)
}
