package fax_test

import (
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
)

var sampleTime = time.Date(2026, 11, 22, 15, 4, 0, 0, time.UTC)

func texts(language string) fax.CoverTexts {
	catalogue := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return catalogue.Text(key) },
		func(at time.Time) string { return catalogue.DateTime(at, time.UTC) },
	)
}

func sampleCover() fax.Cover {
	number, _ := fax.ParseNumber("514 555-0123")
	return fax.Cover{
		Sender: dispatch.Sender{
			Name: "Dre Hélène Côté", Organisation: "Clinique de l’Érable",
			Address: "1250, rue Saint-Zotique Est\nMontréal (Québec)  H2S 1M9",
			Phone:   "+15145550110", Fax: "+15145550111",
		},
		Recipient: fax.Addressee{Name: "M. François Lefèbvre, pharmacien", Organisation: "Pharmacie Beaubien"},
		Number:    number, Reference: "KQ3T-7XWA", At: sampleTime, Pages: 6,
		Documents: []fax.CoverLine{{Kind: dispatch.Prescription, Pages: 1}, {Kind: dispatch.ConsultReport, Pages: 4}},
		First:     texts("fr"), Second: texts("en"),
	}
}
