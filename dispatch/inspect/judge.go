package inspect

import (
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// judge writes into the report what the pages mean together.
func judge(report *Report, r *reading, info reader.Info) {
	kinds, people := r.kinds.Result(), r.people.Result()
	report.TextLayer = r.bare == 0
	report.Recognised = r.recognised > 0 || r.hidden > 0
	report.Languages = kinds.Languages
	if kinds.Decided {
		report.Kind = kinds.Best.Kind
	}
	report.KindScore, report.KindWords = kinds.Best.Score, kinds.Best.Words
	report.Alternatives = alternatives(kinds)
	report.Topics = kinds.Topics
	report.Identifiers, report.Persons = people.Identifiers, people.Persons
	report.People, report.List = people.People, people.List
	report.Reasons = reasons(r, info, kinds, people)
	report.Protected = len(report.Reasons) > 0
	report.Warnings = warnings(r, info, kinds, people)
}

// alternatives are the kinds to offer: beside the decided one, or all that come near.
func alternatives(kinds classify.Result) []classify.Candidate {
	if kinds.Decided || kinds.Best.Kind == "" {
		return kinds.Others
	}
	return append([]classify.Candidate{kinds.Best}, kinds.Others...)
}

// finding is a sign with what it stands for.
type finding[T any] struct {
	found bool
	name  T
}

func collect[T any](findings []finding[T]) []T {
	var names []T
	for _, f := range findings {
		if f.found {
			names = append(names, f.name)
		}
	}
	return names
}

// reasons are why the document is protected. Without one it may be treated as holding nothing personal:
// only a kind that is general information, decided on text of its own, in which nobody is named.
func reasons(r *reading, info reader.Info, kinds classify.Result, people identify.Result) []Reason {
	personal := hasPersonal(people.Identifiers)
	decided := kinds.Decided
	general := decided && kinds.Protection == classify.None
	return collect([]finding[Reason]{
		{personal, HasIdentifier},
		{r.bareName || people.Named && (kinds.Health || general), HasName},
		{decided && (kinds.Protection == classify.Protected || kinds.Protection == classify.Personal), KindIsHealth},
		{decided && kinds.Protection == classify.Organisation, OrganisationIs},
		{!decided || r.misnamed, KindUnknown},
		{r.unread > 0, NoText},
		{r.hidden > 0 || r.recognised > 0 && (r.bare > 0 || r.written > someWriting), OnlyRecognised},
		{info.EmbeddedFiles > 0 || info.XFA, PartlyRead},
		{len(kinds.Topics) > 0 && !general, SensitiveTopic},
	})
}

func hasPersonal(identifiers []identify.Identifier) bool {
	for _, identifier := range identifiers {
		if identifier.Type.Personal() {
			return true
		}
	}
	return false
}

// maxBirthDates is how many dates of birth a document about one person may hold: those of a family.
const maxBirthDates = 3

func warnings(r *reading, info reader.Info, kinds classify.Result, people identify.Result) []Warning {
	return collect([]finding[Warning]{
		{people.Persons > 1 || people.Numbers > 1 || people.BirthDates > maxBirthDates, SeveralPersons},
		{people.List, PersonList},
		{identify.NameIn(r.name, people.People) == dispatch.False, OtherNameOnFile},
		{hasBadHealthNumber(people.Identifiers), BadHealthNumber},
		{len(kinds.Topics) > 0, ExtraSensitive},
		{info.EmbeddedFiles > 0, EmbeddedFiles},
		{info.JavaScript, ActiveContent},
		{info.Form, FilledForm},
		{info.Signatures > 0, SignedPDF},
		{info.WrongExtension, WrongExtension},
		{r.unread > 0 && !r.absent, PagesUnread},
		{r.absent, RecognitionAbsent},
	})
}

func hasBadHealthNumber(identifiers []identify.Identifier) bool {
	for _, identifier := range identifiers {
		if identifier.Type == identify.QuebecHealthNumber && !identifier.Valid {
			return true
		}
	}
	return false
}
