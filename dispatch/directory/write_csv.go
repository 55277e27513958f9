package directory

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// writeCSV begins with a byte order mark, by which Excel knows UTF-8. French spreadsheets expect semicolons.
func writeCSV(w io.Writer, french bool, people []dispatch.Recipient) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out, t := csv.NewWriter(w), table{french: french, routes: routeColumns(people)}
	out.UseCRLF = true
	if french {
		out.Comma = ';'
	}
	rows := [][]string{t.head()}
	for _, r := range people {
		rows = append(rows, t.row(r))
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
	}
	return out.WriteAll(rows)
}

// cells are the columns that every table has: headings that columnsOf knows again, the last but one for people alone.
var cells = []struct {
	french, english string
	of              func(t table, r dispatch.Recipient) string
}{
	{"Nom complet", "Full name", func(_ table, r dispatch.Recipient) string { return r.Name }},
	{"Organisation", "Organization", func(_ table, r dispatch.Recipient) string { return r.Organisation }},
	{"Département", "Department", func(_ table, r dispatch.Recipient) string { return r.Department }},
	{"Classe", "Class", func(t table, r dispatch.Recipient) string { return t.value(string(r.Class)) }},
	{"Genre de lieu", "Facility", func(t table, r dispatch.Recipient) string { return t.value(string(r.Facility)) }},
	{"Langue", "Language", func(_ table, r dispatch.Recipient) string { return r.Language }},
	{"Système", "System", func(t table, r dispatch.Recipient) string { return t.value(string(r.System)) }},
	{"Canal préféré", "Preferred channel", func(t table, r dispatch.Recipient) string { return t.preference(r) }},
	{"Accepte le courriel", "Consent", func(t table, r dispatch.Recipient) string { return t.truth(r.ChannelConsent) }},
	{"Restreint", "Restricted", func(t table, r dispatch.Recipient) string { return t.truth(dispatch.TruthOf(r.Restricted)) }},
	{"Téléphone", "Phone", func(_ table, r dispatch.Recipient) string { return domestic(r.Phone) }},
	{"Portail", "Portal", func(_ table, r dispatch.Recipient) string {
		portal, _ := r.Route(dispatch.Portal)
		return portal.Address
	}},
	{"Vérification du numéro", "Verification of the number", func(_ table, r dispatch.Recipient) string {
		number, _ := r.Route(dispatch.CloudFax)
		if number.Verification == nil {
			return ""
		}
		return number.Verification.At.UTC().Format(time.DateOnly)
	}},
	{"Identifiant", "ID", func(_ table, r dispatch.Recipient) string { return string(r.ID) }},
}

// table writes people in the columns that they need together.
type table struct {
	french bool
	routes []routeColumn
}

// routeColumn holds the nth address over a channel with a label, from 1.
type routeColumn struct {
	channel dispatch.ChannelKind
	label   string
	nth     int
}

// columnsFor places the addresses of one recipient, in their order.
func columnsFor(r dispatch.Recipient) []routeColumn {
	used := map[routeColumn]int{}
	columns := make([]routeColumn, len(r.Routes))
	for i, route := range r.Routes {
		key := routeColumn{channel: route.Channel, label: route.Label}
		used[key]++
		key.nth = used[key]
		columns[i] = key
	}
	return columns
}

// routeColumns are all that somebody needs: faxes before e-mail, those without a label first.
func routeColumns(people []dispatch.Recipient) []routeColumn {
	needed := map[routeColumn]bool{}
	for _, r := range people {
		for _, c := range columnsFor(r) {
			needed[c] = c.channel == dispatch.CloudFax || c.channel == dispatch.EmailEncrypted
		}
	}
	var all []routeColumn
	for c, written := range needed {
		if written {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b routeColumn) int {
		return cmp.Or(cmp.Compare(a.channel, b.channel), cmp.Compare(a.label, b.label), cmp.Compare(a.nth, b.nth))
	})
	return all
}

func (t table) head() []string {
	var head []string
	for _, c := range cells {
		head = append(head, t.either(c.french, c.english))
	}
	for _, c := range t.routes {
		name := t.either("Courriel", "Email")
		if c.channel == dispatch.CloudFax {
			name = t.either("Télécopieur", "Fax")
		}
		if c.label != "" {
			name = fmt.Sprintf("%s (%s)", name, c.label)
		}
		if c.nth > 1 {
			name = fmt.Sprintf("%s %d", name, c.nth)
		}
		head = append(head, name)
	}
	return head
}

func (t table) row(r dispatch.Recipient) []string {
	var row []string
	for _, c := range cells {
		row = append(row, c.of(t, r))
	}
	mine := columnsFor(r)
	for _, c := range t.routes {
		address := ""
		if i := slices.Index(mine, c); i >= 0 {
			address = r.Routes[i].Address
		}
		if c.channel == dispatch.CloudFax {
			address = domestic(address)
		}
		row = append(row, address)
	}
	return row
}

func (t table) either(french, english string) string {
	if t.french {
		return french
	}
	return english
}

func (t table) truth(said dispatch.Truth) string {
	switch said {
	case dispatch.True:
		return t.either("oui", "yes")
	case dispatch.False:
		return t.either("non", "no")
	default:
		return ""
	}
}

// frenchValues are what choose reads, for the values that have a French word.
var frenchValues = map[string]string{
	string(dispatch.Internal): "interne", string(dispatch.ExternalPartner): "partenaire externe",
	string(dispatch.OutsideQuebecPartner): "partenaire hors Québec", string(dispatch.ThirdParty): "tiers",
	string(dispatch.Caregiver): "proche aidant", string(dispatch.Pharmacy): "pharmacie",
	string(dispatch.Laboratory): "laboratoire", string(dispatch.Imaging): "imagerie", string(dispatch.Hospital): "hôpital",
	string(dispatch.Clinic): "clinique", string(dispatch.OtherPlace): "autre", string(dispatch.EMR): "DME",
	string(dispatch.RSSSSystem): "système du réseau", string(dispatch.PSV): "PSV",
}

func (t table) value(own string) string {
	if french, known := frenchValues[own]; known && t.french {
		return french
	}
	return strings.ReplaceAll(own, "_", " ")
}

// preference names a fax machine in full: fax alone is read as the fax of today.
func (t table) preference(r dispatch.Recipient) string {
	if r.Preference == dispatch.TraditionalFax {
		return t.either("télécopieur traditionnel", "fax machine")
	}
	return t.value(string(r.Preference))
}

// domestic writes a number of this continent as people type it here: one that begins with a plus is a formula.
func domestic(number string) string {
	digits, ours := strings.CutPrefix(number, "+1")
	if !ours || len(digits) != 10 {
		return number
	}
	return digits[:3] + " " + digits[3:6] + "-" + digits[6:]
}

// formula begins a cell that a spreadsheet computes. (OWASP, CSV injection.)
const formula = "=+-@\t\r\n＝＋－＠"

// harmless keeps a spreadsheet from taking a cell for a formula: somebody else may have chosen its words.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune(formula, []rune(strings.TrimLeft(cell, " \u00a0") + " ")[0]) {
		return "'" + cell
	}
	return cell
}

// disarmed takes back what harmless put before a cell.
func disarmed(cell string) string {
	if rest, quoted := strings.CutPrefix(cell, "'"); quoted && harmless(rest) != rest {
		return rest
	}
	return cell
}
