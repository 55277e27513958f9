package fhir

import (
	"encoding/json"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Profiles and vocabularies of MHD.
const (
	bundleProfile     = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.ProvideBundle"
	sourceExtension   = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId"
	identifierTypes   = "https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType"
	listTypes         = "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes"
	typeOfReference   = "DocumentReference"
	typeOfList        = "List"
	typeOfBinary      = "Binary"
	statusCurrent     = "current"
	statusInError     = "entered-in-error"
	mediaType         = "application/fhir+json"
	transactionAnswer = "transaction-response"
)

type coding struct {
	System string `json:"system,omitempty"`
	Code   string `json:"code,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

func loinc(code string) concept { return concept{Coding: []coding{{System: loincSystem, Code: code}}} }

type identifier struct {
	Use    string   `json:"use,omitempty"`
	Type   *concept `json:"type,omitempty"`
	System string   `json:"system,omitempty"`
	Value  string   `json:"value,omitempty"`
}

// unique is a number in both forms that MHD asked for: 4.2.3 wants its use, the edition after it its type.
func unique(number string) *identifier {
	return &identifier{
		Use: "usual", Type: &concept{Coding: []coding{{System: identifierTypes, Code: "uniqueId"}}},
		System: uriSystem, Value: number,
	}
}

type reference struct {
	Reference  string      `json:"reference,omitempty"`
	Type       string      `json:"type,omitempty"`
	Identifier *identifier `json:"identifier,omitempty"`
	Display    string      `json:"display,omitempty"`
}

// patient is whose record the documents belong to, by a number and not by a resource of the server.
type patient struct{ system, number string }

func (p patient) reference() *reference {
	return &reference{Type: "Patient", Identifier: &identifier{System: p.system, Value: p.number}}
}

// documentReference is a document's entry, without its content, which is written last.
type documentReference struct {
	ResourceType string      `json:"resourceType"`
	Master       *identifier `json:"masterIdentifier"`
	Status       string      `json:"status"`
	Type         concept     `json:"type"`
	Category     []concept   `json:"category"`
	Subject      *reference  `json:"subject"`
	Date         string      `json:"date"`
	Author       []reference `json:"author,omitempty"`
	Description  string      `json:"description,omitempty"`
}

// attachment is all that is known of a document before it is read. Its hash, and in a simplified publish its
// data, follow.
type attachment struct {
	ContentType string `json:"contentType"`
	Language    string `json:"language"`
	URL         string `json:"url,omitempty"`
	Size        int64  `json:"size"` // bytes
	Title       string `json:"title,omitempty"`
	Creation    string `json:"creation"`
}

type extension struct {
	URL   string     `json:"url"`
	Value identifier `json:"valueIdentifier"`
}

type listItem struct {
	Item reference `json:"item"`
}

// submissionSet tells what was published together.
type submissionSet struct {
	ResourceType string       `json:"resourceType"`
	Extension    []extension  `json:"extension"`
	Identifier   []identifier `json:"identifier"`
	Status       string       `json:"status"`
	Mode         string       `json:"mode"`
	Code         concept      `json:"code"`
	Subject      *reference   `json:"subject"`
	Date         string       `json:"date"`
	Entry        []listItem   `json:"entry"`
}

type entryRequest struct {
	Method      string `json:"method"`
	URL         string `json:"url"`
	IfNoneExist string `json:"ifNoneExist,omitempty"`
}

// instant is a time as FHIR writes it.
func instant(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// languages are BCP 47 tags of the languages of Québec.
var languages = map[string]string{"fr": "fr-CA", "en": "en-CA"}

func languageTag(language string) string {
	if tag, known := languages[language]; known {
		return tag
	}
	return languages["fr"]
}

// describe makes the entry of the n-th document, counted from 1.
func (pub *publication) describe(n int, d dispatch.Content) documentReference {
	c := codeOf(d.Kind)
	described := documentReference{
		ResourceType: typeOfReference, Master: unique(pub.identity.document(n)), Status: statusCurrent,
		Type: loinc(c.kind), Category: []concept{loinc(c.class)}, Subject: pub.patient.reference(), Date: instant(pub.parcel.At),
	}
	described.Type.Text = pub.title(d.Kind)
	if name := pub.parcel.Sender.Organisation; name != "" {
		described.Author = []reference{{Display: name}}
	}
	if n == 1 {
		described.Description = words(pub.parcel)
	}
	return described
}

// words are the person's own. MHD maps them to the comments of a document.
func words(p dispatch.Parcel) string {
	if p.Subject == "" || p.Message == "" {
		return p.Subject + p.Message
	}
	return p.Subject + "\n\n" + p.Message
}

func (pub *publication) attach(d dispatch.Content, url string) attachment {
	return attachment{
		ContentType: d.MediaType, Language: languageTag(pub.parcel.Language), URL: url, Size: d.Size,
		Title: pub.title(d.Kind), Creation: instant(pub.parcel.At),
	}
}

func (pub *publication) set() submissionSet {
	set := submissionSet{
		ResourceType: typeOfList, Identifier: []identifier{*unique(string(pub.identity))}, Status: statusCurrent, Mode: "working",
		Code:      concept{Coding: []coding{{System: listTypes, Code: "submissionset"}}},
		Extension: []extension{{URL: sourceExtension, Value: identifier{System: uriSystem, Value: pub.source}}},
		Subject:   pub.patient.reference(), Date: instant(pub.parcel.At),
	}
	for n := range pub.parcel.Documents {
		set.Entry = append(set.Entry, listItem{reference{Reference: pub.identity.entry("reference", n+1)}})
	}
	return set
}

// object is value in JSON.
func object(value any) string {
	content, err := json.Marshal(value)
	if err != nil {
		panic("fhir: json: " + err.Error()) // only strings and numbers
	}
	return string(content)
}

// unfinished is an object whose last members are yet to be written.
func unfinished(value any) string {
	content := object(value)
	return content[:len(content)-1]
}
