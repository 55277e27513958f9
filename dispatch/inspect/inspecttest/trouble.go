package inspecttest

import (
	"fmt"
	"math/rand/v2"

	"github.com/souspli/souspli/dispatch"
)

// troubles are made from seeds of their own, so that they never change.
func troubles() []Trouble {
	return []Trouble{
		patientList(), spreadsheet(), daySchedule(),
		twoPatients(), siblings(), motherAndChild(),
		otherNameOnFile(), otherNumberOnFile(), physicianOnFile(),
		mistypedNumber(), letterInNumber(), namedLeaflet(), staffList(),
	}
}

// troubled is an ordinary document to make trouble of: never scanned, named as scanners name files.
func troubled(what string, seed uint64, kind dispatch.DocumentKind, change func(*draft)) Trouble {
	d := newDraft(seed, FamilyA, "fr", kind, 0)
	if change != nil {
		change(d)
	}
	t := Trouble{What: what, Specimen: d.specimen()}
	t.Name, t.Scanned = what, false
	t.FileName = fmt.Sprintf("scan%04d.pdf", seed)
	return t
}

// as gives the document to another patient.
func (d *draft) as(p patient) {
	d.patient = p
	d.scribe.namePatient(p)
}

func patientList() Trouble {
	return listed("patient_list", 315, "Liste des patients inscrits", "printout", "Liste patients.pdf",
		"| Nom | NAM | DDN | Téléphone | Méd.", func(d *draft, p patient) string {
			return fmt.Sprintf("| %s, %s | %s | %s | %s | {resident}", p.surname, p.given, p.spaced(),
				p.born.Format("2006-01-02"), p.phone)
		})
}

func spreadsheet() Trouble {
	return listed("spreadsheet", 42, "Feuil1", "form", "Classeur1.pdf",
		"| Nom | Prénom | NAM | Naissance | Dernier RV | HbA1c", func(d *draft, p patient) string {
			return fmt.Sprintf("| %s | %s | %s | %s | {past} | {5.4-10.9}", p.surname, p.given, p.number,
				p.born.Format("2006-01-02"))
		})
}

func daySchedule() Trouble {
	return listed("day_schedule", 18, "Horaire du {longdate} - {doctor}", "printout", "horaire.pdf",
		"| Heure | Patient | Dossier | Raison | Tél.", func(d *draft, p patient) string {
			return fmt.Sprintf("| {time} | %s %s | %s | {complaint} | %s", p.given, p.surname, p.chart, p.phone)
		})
}

// listed is a table of persons, a row each.
func listed(what string, persons int, title, layout, file, head string, row func(*draft, patient) string) Trouble {
	return troubleOf(what, persons, file, func(d *draft) []Patient {
		var all []Patient
		body := []string{head}
		seen := make(map[string]bool)
		for len(all) < persons {
			p := newPatient(d.rng, 1, 95)
			if seen[p.name()] || seen[p.number] {
				continue
			}
			seen[p.name()], seen[p.number] = true, true
			all, body = append(all, p.public()), append(body, row(d, p))
		}
		d.script = script{fields: map[string]string{"title": title, "persons": "0", "layouts": layout}, body: body}
		d.chooseStyle()
		return all
	})
}

func troubleOf(what string, persons int, file string, list func(*draft) []Patient) Trouble {
	var all []Patient
	t := troubled(what, uint64(persons), dispatch.AdminInternal, func(d *draft) {
		all = list(d)
		d.script.fields["file"] = file
	})
	t.FileName, t.List, t.Persons, t.Patients, t.Protected = file, true, persons, all, true
	return t
}

// staffList is a table of names that are not patients: professionals on call.
func staffList() Trouble {
	t := troubled("staff_list", 61, dispatch.AdminInternal, func(d *draft) {
		body := []string{"| Semaine du | Jour | Soir"}
		for range 14 {
			d.scribe.nameProfessional("doctor")
			d.scribe.nameProfessional("doctor2")
			body = append(body, d.scribe.fill("| {future} | {doctor} | {doctor2}"))
		}
		d.script = script{fields: map[string]string{"title": "Liste de garde", "persons": "0", "file": "x"}, body: body}
	})
	t.FileName = "garde été.pdf"
	return t
}

// together binds the pages of two documents into one file.
func together(what, file string, a, b Trouble) Trouble {
	a.What, a.Name, a.FileName = what, what, file
	a.sheets = append(a.sheets, b.sheets...)
	a.Patients = append(a.Patients, b.Patients...)
	a.Persons = len(a.Patients)
	return a
}

func twoPatients() Trouble {
	first := troubled("first", 21, dispatch.LabResult, nil)
	second := troubled("second", 22, dispatch.LabResult, nil)
	return together("two_patients", "labos.pdf", first, second)
}

func siblings() Trouble {
	rng := rand.New(rand.NewPCG(31, 31))
	older := newPatient(rng, 5, 9)
	younger := sibling(rng, older)
	first := troubled("older", 31, dispatch.Vaccination, func(d *draft) { d.as(older) })
	second := troubled("younger", 31, dispatch.Vaccination, func(d *draft) { d.as(younger) })
	return together("siblings", "vaccins enfants "+older.surname+".pdf", first, second)
}

// motherAndChild names two persons on one page: a newborn's note bears the mother's number.
func motherAndChild() Trouble {
	rng := rand.New(rand.NewPCG(41, 41))
	mother := newPatient(rng, 24, 38)
	for !mother.woman {
		mother = newPatient(rng, 24, 38)
	}
	t := troubled("mother_and_child", 41, dispatch.DischargeSummary, func(d *draft) {
		child := newPatient(rng, 0, 1)
		child.surname = mother.surname
		child.number = healthNumber(child.surname, child.given, child.born, child.woman, '1')
		d.as(child)
		line := "Mère :: " + mother.name() + "   NAM " + mother.spaced() + "   DDN " + mother.born.Format("2006-01-02")
		d.script.body = append([]string{line}, d.script.body...)
	})
	t.Patients = append(t.Patients, mother.public())
	t.Persons = 2
	return t
}

func otherNameOnFile() Trouble {
	t := troubled("other_name_on_file", 51, dispatch.LabResult, nil)
	other := newPatient(rand.New(rand.NewPCG(52, 52)), 30, 80)
	t.FileName, t.OtherNameOnFile = "Labo "+other.name()+" 2026-02-11.pdf", true
	return t
}

func otherNumberOnFile() Trouble {
	t := troubled("other_number_on_file", 53, dispatch.ConsultReport, nil)
	other := newPatient(rand.New(rand.NewPCG(54, 54)), 30, 80)
	t.FileName, t.OtherNameOnFile = other.number+".pdf", true
	t.Persons, t.Patients = 2, append(t.Patients, other.public())
	return t
}

// physicianOnFile is no trouble: the name on the file is the author's.
func physicianOnFile() Trouble {
	name := ""
	t := troubled("physician_on_file", 55, dispatch.ConsultReport, func(d *draft) { name = d.scribe.names["doctor"] })
	t.FileName = "consult " + name + ".pdf"
	return t
}

// mistypedNumber has the last digit of the number wrong, the same wherever it stands.
func mistypedNumber() Trouble {
	t := troubled("mistyped_number", 57, dispatch.Requisition, func(d *draft) {
		p := d.patient
		p.number = p.number[:11] + wrongDigit(p)
		d.as(p)
	})
	t.BadHealthNumber = true
	return t
}

// wrongDigit is wrong for somebody a century older as well: a check tries both.
func wrongDigit(p patient) string {
	older := healthNumber(p.surname, p.given, p.born.AddDate(-100, 0, 0), p.woman, p.number[10])
	for digit := byte('0'); ; digit++ {
		if digit != p.number[11] && digit != older[11] {
			return string(digit)
		}
	}
}

func letterInNumber() Trouble {
	return troubled("letter_in_number", 58, dispatch.Prescription, func(d *draft) {
		p := d.patient
		p.number = healthNumber(p.surname, p.given, p.born, p.woman, 'A')
		d.as(p)
	})
}

// namedLeaflet is a leaflet with somebody's plate on it: no longer about nobody.
func namedLeaflet() Trouble {
	t := troubled("named_leaflet", 59, dispatch.GeneralInfo, func(d *draft) { delete(d.script.fields, "persons") })
	t.Protected = true
	return t
}
