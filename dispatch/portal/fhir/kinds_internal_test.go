package fhir

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

// Every kind has a type that FHIR R4 prefers, or where it prefers none the class, and a class of either value
// set.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	types, classes := portaltest.ValueSet(t, "c80-doc-typecodes"), portaltest.ValueSet(t, "document-classcodes")
	for _, kind := range dispatch.DocumentKinds() {
		c, known := codes[kind]
		if !known {
			t.Errorf("%s has no code", kind)
		}
		if !types[c.kind] && !classes[c.kind] {
			t.Errorf("%s: %s is no preferred type", kind, c.kind)
		}
		if !classes[c.class] && !types[c.class] {
			t.Errorf("%s: %s is no class", kind, c.class)
		}
	}
	if codeOf("unheard_of") != (code{unspecifiedNote, unspecifiedNote}) || !types[unspecifiedNote] {
		t.Error("a kind that is not known is no note")
	}
}
