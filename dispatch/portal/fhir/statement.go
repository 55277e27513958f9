package fhir

import (
	"encoding/json"
	"slices"
	"strings"
)

// maxStatement bounds a CapabilityStatement, in bytes: those of large servers have megabytes.
const maxStatement = 8 << 20

// offer is what a server says that it does with documents.
type offer struct {
	transaction bool
	document    deeds
	set         deeds
	binary      deeds
}

// deeds are what a server does with one type of resource.
type deeds struct {
	create      bool
	conditional bool // creation only where nothing has the number
	search      bool // by number
	remove      bool
	patch       bool
}

// withdrawn reports whether resources of the type can be taken back.
func (d deeds) withdrawn() bool { return d.remove || d.patch }

// statement is the part of a CapabilityStatement that is read.
type statement struct {
	ResourceType string `json:"resourceType"`
	Version      string `json:"fhirVersion"`
	Rest         []rest `json:"rest"`
}

type rest struct {
	Mode        string        `json:"mode"`
	Interaction []interaction `json:"interaction"`
	Resource    []ability     `json:"resource"`
}

type interaction struct {
	Code string `json:"code"`
}

type ability struct {
	Type              string        `json:"type"`
	Interaction       []interaction `json:"interaction"`
	ConditionalCreate bool          `json:"conditionalCreate"`
	SearchParam       []struct {
		Name string `json:"name"`
	} `json:"searchParam"`
}

// readStatement reads a CapabilityStatement of FHIR R4 or R4B, whose documents are the same. Anything else is
// fhir_not_a_server; another edition fhir_version.
func readStatement(content []byte) (offer, error) {
	var s statement
	if json.Unmarshal(content, &s) != nil || s.ResourceType != "CapabilityStatement" {
		return offer{}, rejected(opStatement, "fhir_not_a_server")
	}
	if !strings.HasPrefix(s.Version, "4.0") && !strings.HasPrefix(s.Version, "4.3") {
		return offer{}, rejected(opStatement, "fhir_version")
	}
	var o offer
	for _, r := range s.Rest {
		if r.Mode == "server" {
			o.take(r)
		}
	}
	return o, nil
}

func (o *offer) take(r rest) {
	o.transaction = o.transaction || has(r.Interaction, "transaction")
	for _, resource := range r.Resource {
		switch resource.Type {
		case typeOfReference:
			o.document.take(resource)
		case typeOfList:
			o.set.take(resource)
		case typeOfBinary:
			o.binary.take(resource)
		}
	}
}

func (d *deeds) take(a ability) {
	d.create = d.create || has(a.Interaction, "create")
	d.conditional = d.conditional || a.ConditionalCreate
	d.remove = d.remove || has(a.Interaction, "delete")
	d.patch = d.patch || has(a.Interaction, "patch")
	for _, parameter := range a.SearchParam {
		d.search = d.search || parameter.Name == "identifier" && has(a.Interaction, "search-type")
	}
}

func has(list []interaction, code string) bool {
	return slices.ContainsFunc(list, func(i interaction) bool { return i.Code == code })
}

// Transaction is how documents are published.
type Transaction string

// The transactions. Automatic takes the simplified publish for one document where the server creates
// documents, and the bundle otherwise.
const (
	Automatic  Transaction = "auto"
	Simplified Transaction = "iti105"
	Bundle     Transaction = "iti65"
)

// choose picks the transaction for so many documents, or refuses what the server does not offer.
func (o offer) choose(wanted Transaction, documents int) (Transaction, error) {
	single := o.document.create && documents == 1
	switch {
	case wanted != Bundle && single:
		return Simplified, nil
	case wanted != Simplified && o.transaction:
		return Bundle, nil
	case documents > 1 && o.document.create:
		return "", rejected(opStatement, "fhir_one_document")
	}
	return "", rejected(opStatement, "fhir_not_offered")
}

// repeatable reports whether every entry of a transaction that has a number is created only where nothing has
// it. Without that no search makes a repeat safe: an earlier request may be on its way still.
func (o offer) repeatable(t Transaction) bool {
	return o.document.conditional && (t == Simplified || o.set.conditional)
}
