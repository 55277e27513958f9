package directory_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/directory"
)

func written(t interface{ Fatal(...any) }, dir, format, language string, people []dispatch.Recipient) ([]dispatch.Listed, []byte) {
	var out bytes.Buffer
	if err := directory.WriteFile(&out, format, language, people); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "carnet")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	read, source, err := directory.ReadFile(context.Background(), path)
	if err != nil || source != format {
		t.Fatal(source, err)
	}
	return read, out.Bytes()
}

// TestWhatIsWrittenIsReadAgain holds for everybody whose addresses over one channel are in the order of their labels.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(person), 1, 5).Draw(t, "people")
		for _, language := range []string{"fr", "en"} {
			read, _ := written(t, dir, directory.SourceCSV, language, people)
			if len(read) != len(people) {
				t.Fatalf("%d of %d", len(read), len(people))
			}
			for i, listed := range read {
				same(t, listed, people[i], true)
			}
		}
		read, _ := written(t, dir, directory.SourceVCard, "", people)
		if len(read) != len(people) {
			t.Fatalf("%d cards of %d", len(read), len(people))
		}
		for i, listed := range read {
			same(t, listed, people[i], false)
		}
	})
}

func person(t *rapid.T) dispatch.Recipient {
	word := rapid.StringMatching(`[=+\-@'’A-Za-zÀé;,"\\]{1,6}( [a-z;,"]{1,5})?`)
	r := dispatch.Recipient{
		ID: dispatch.ID(rapid.StringMatching(`[0-9a-f]{8}`).Draw(t, "id")), Name: "N" + word.Draw(t, "name"),
		Organisation: "O" + word.Draw(t, "organisation"), Department: rapid.SampledFrom([]string{"", "=cmd", "Clinique"}).Draw(t, "department"),
		Class:          rapid.SampledFrom(dispatch.Classes()).Draw(t, "class"),
		Facility:       rapid.SampledFrom(append(dispatch.Facilities(), "")).Draw(t, "facility"),
		System:         rapid.SampledFrom([]dispatch.ChannelKind{"", dispatch.EMR, dispatch.RSSSSystem, dispatch.PSV}).Draw(t, "system"),
		Preference:     rapid.SampledFrom(append(dispatch.ChannelKinds(), "")).Draw(t, "preference"),
		ChannelConsent: rapid.SampledFrom([]dispatch.Truth{dispatch.Unknown, dispatch.True, dispatch.False}).Draw(t, "consent"),
		Restricted:     rapid.Bool().Draw(t, "restricted"), Language: rapid.SampledFrom([]string{"", "fr", "en"}).Draw(t, "language"),
		Phone: rapid.SampledFrom([]string{"", "+15145550142", "+33155501420"}).Draw(t, "phone"),
	}
	for _, label := range []string{"", "réception"} {
		if rapid.Bool().Draw(t, "fax") {
			r.Routes = append(r.Routes, dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550101", Label: label})
		}
	}
	if rapid.Bool().Draw(t, "email") {
		r.Routes = append(r.Routes, dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "accueil@clinique.example"})
	}
	return r
}

func same(t *rapid.T, listed dispatch.Listed, want dispatch.Recipient, table bool) {
	got := listed.Recipient
	if listed.Problem != "" || got.Directory.Reference != string(want.ID) || len(got.Routes) != len(want.Routes) {
		t.Fatalf("%s %s\ngot  %+v\nwant %+v", listed.Problem, listed.Field, got, want)
	}
	if told(got, table) != told(want, table) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	for _, channel := range []dispatch.ChannelKind{dispatch.CloudFax, dispatch.EmailEncrypted} {
		for i, route := range want.RoutesOver(channel) {
			found := got.RoutesOver(channel)[i]
			if number(found.Address) != number(route.Address) || table && found.Label != route.Label {
				t.Fatalf("%+v became %+v", route, found)
			}
		}
	}
}

// told is what a format tells of somebody beside the addresses: a table more than a card.
func told(r dispatch.Recipient, table bool) string {
	words := []any{tidy(r.Name), tidy(r.Organisation), number(r.Phone), r.Language}
	if table {
		words = append(words, r.Department, r.Class, r.Facility, r.System, r.Preference, r.ChannelConsent, r.Restricted)
	}
	return fmt.Sprint(words)
}

func tidy(text string) string { return strings.Join(strings.Fields(text), " ") }

// number is an address without what people write between its digits.
func number(address string) string {
	return strings.TrimPrefix(strings.NewReplacer(" ", "", "-", "").Replace(address), "+1")
}

func TestNoCellIsAFormula(t *testing.T) {
	evil := []string{"=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", " =1+1", "＝1+1"}
	for _, name := range evil {
		r := dispatch.Recipient{
			Name: name, Organisation: name, Class: dispatch.ExternalPartner, Phone: "+33155501420",
			Routes: []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+33155501421", Label: name, Verification: &dispatch.Verification{At: time.Unix(0, 0)}}},
		}
		_, file := written(t, t.TempDir(), directory.SourceCSV, "fr", []dispatch.Recipient{r})
		read := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
		read.Comma = ';'
		rows, err := read.ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatal(err, rows)
		}
		for _, cell := range append(rows[0], rows[1]...) {
			if trimmed := strings.TrimLeft(cell, " "); trimmed != "" && strings.ContainsRune("=+-@＝", []rune(trimmed)[0]) {
				t.Errorf("%q computes", cell)
			}
		}
	}
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	err := directory.WriteFile(&bytes.Buffer{}, "xlsx", "fr", nil)
	if dispatch.CodeOf(err) != "export_format" || dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Fatal(err)
	}
}
