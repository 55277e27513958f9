package desk

import (
	"cmp"
	"context"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// ImportFrom names where people are read from: a file, or the LDAP account.
type ImportFrom struct {
	Path    string         // of a CSV or vCard file; empty: Account is asked
	Account string         // the name of an LDAP account
	Class   dispatch.Class // of new entries of a file that do not say theirs; empty: external partner
}

// ImportOutcome is what an import does with an entry.
type ImportOutcome string

// The outcomes. Their words live in package wording under "import_" and the outcome.
const (
	ImportNew      ImportOutcome = "new"
	ImportChanged  ImportOutcome = "changed"
	ImportSame     ImportOutcome = "same"
	ImportRefused  ImportOutcome = "refused"
	ImportVanished ImportOutcome = "vanished" // the directory has it no more
)

// ImportRow is one entry, and what happens with it.
type ImportRow struct {
	Line      int // of a file, from 1; 0: a directory has none
	Outcome   ImportOutcome
	Recipient dispatch.Recipient  // as it would be stored; of a refused entry, as it was read
	Before    *dispatch.Recipient // as it is stored; nil: it is new or refused
	Code      string              // why it is refused
	Field     string              // at fault, beside Code
	Cautions  []Caution
}

// Import is what an import would do. Nothing is stored before StoreImport.
type Import struct {
	Source string // csv, vcard or the name of the account
	Rows   []ImportRow
}

// Count is how many entries have an outcome.
func (i Import) Count(outcome ImportOutcome) int {
	n := 0
	for _, row := range i.Rows {
		if row.Outcome == outcome {
			n++
		}
	}
	return n
}

// PreviewImport reads a file or a directory and tells what an import would do.
func (d *Desk) PreviewImport(ctx context.Context, from ImportFrom) (Import, error) {
	listed, source, err := d.listed(ctx, from)
	if err != nil {
		return Import{}, err
	}
	stored, err := d.config.Store.Recipients(ctx, "", 0)
	if err != nil {
		return Import{}, err
	}
	p := newImportPlan(d, stored, source)
	p.class, p.whole = cmp.Or(from.Class, dispatch.ExternalPartner), from.Account != ""
	if !validClass(p.class) {
		return Import{}, invalid("unknown_value", "class")
	}
	made := Import{Source: source, Rows: make([]ImportRow, 0, len(listed))}
	for i, entry := range listed {
		made.Rows = append(made.Rows, p.row(entry))
		listed[i] = dispatch.Listed{} // nobody needs it any more: large directories would stand in memory twice
	}
	if from.Account != "" {
		made.Rows = append(made.Rows, p.vanished()...)
	}
	p.compareDomains(made.Rows)
	known, err := d.clinicDomains(ctx)
	if err != nil {
		return Import{}, err
	}
	p.compareNames(known, made.Rows)
	return made, nil
}

// listed reads the entries. A directory without any is taken for one that cannot be seen: nobody vanishes
// by it.
func (d *Desk) listed(ctx context.Context, from ImportFrom) (entries []dispatch.Listed, source string, err error) {
	if from.Account == "" {
		return d.config.ReadDirectory(ctx, from.Path)
	}
	account, err := d.account(ctx, from.Account)
	if err != nil {
		return nil, "", err
	}
	if account.Provider != LDAPProvider {
		return nil, "", invalid("directory_no_account", "account")
	}
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return nil, "", err
	}
	entries, err = d.config.SearchDirectory(ctx, account, secret)
	if err == nil && len(entries) == 0 {
		err = &dispatch.Error{Op: "desk.import", Kind: dispatch.KindRejected, Code: "directory_empty", Certainty: dispatch.Unsent}
	}
	return entries, account.Name, err
}

// StoreImport stores what a preview showed, all or nothing. It fails with KindConflict and import_stale when
// a recipient was changed since.
func (d *Desk) StoreImport(ctx context.Context, shown Import) error {
	var changes []dispatch.Imported
	for _, row := range shown.Rows {
		if row.Outcome != ImportRefused && row.Outcome != ImportSame {
			changes = append(changes, dispatch.Imported{Before: row.Before, After: row.Recipient})
		}
	}
	if len(changes) == 0 {
		return nil
	}
	details := map[string]string{"source": shown.Source}
	for _, outcome := range []ImportOutcome{ImportNew, ImportChanged, ImportSame, ImportRefused, ImportVanished} {
		details[string(outcome)] = strconv.Itoa(shown.Count(outcome))
	}
	return d.config.Store.ImportRecipients(ctx, changes, d.event(dispatch.EventRecipientsImported, details))
}

// Undone is what an undone import left behind.
type Undone struct {
	Removed, Restored int
	Kept              int // changed or sent to since, and left as they are
}

// UndoImport takes the last import back: who was new goes, who was changed is as before. Whoever was changed
// or sent to since stays. It fails with KindNotFound when there is nothing to undo.
func (d *Desk) UndoImport(ctx context.Context) (undone Undone, err error) {
	changes, err := d.config.Store.LastImport(ctx)
	if err != nil {
		return undone, err
	}
	if len(changes) == 0 {
		return undone, &dispatch.Error{Op: "desk.import", Kind: dispatch.KindNotFound, Code: "import_none"}
	}
	err = d.config.Store.UndoImport(ctx, func(c dispatch.Imported, now dispatch.Recipient, uses int) bool {
		return undone.count(c, isAsImported(c, now) && (c.Before != nil || uses == 0))
	}, func() dispatch.Event {
		return d.event(dispatch.EventRecipientsImported, map[string]string{
			"as": "undone", "removed": strconv.Itoa(undone.Removed), "restored": strconv.Itoa(undone.Restored), "kept": strconv.Itoa(undone.Kept),
		})
	})
	return undone, err
}

// isAsImported reports whether a recipient is still as the import left it.
func isAsImported(c dispatch.Imported, now dispatch.Recipient) bool {
	return now.ID == c.After.ID && now.Updated.Equal(c.After.Updated)
}

// count adds what happens with one, and passes it on.
func (u *Undone) count(c dispatch.Imported, back bool) bool {
	switch {
	case !back:
		u.Kept++
	case c.Before == nil:
		u.Removed++
	default:
		u.Restored++
	}
	return back
}
