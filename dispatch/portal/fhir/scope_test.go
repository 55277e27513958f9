package fhir_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/fhir"
)

// To take a document back is promised only where its bytes and its set can be deleted as well.
func TestCapabilities(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		scope  string
		revoke bool
	}{
		{fhir.DefaultScope, false},
		{allRights, true},
		{entryRights, false},
		{"system/DocumentReference.cud?category=x system/Binary.d system/List.d", true},
		{"system/DocumentReference.c system/DocumentReference.d system/Binary.d system/List.d", true},
		{"system/*.write", true},
		{"system/*.*", true},
		{"system/*.read", false},
		{"system/*.delete", false},
		{"launch", false},
	} {
		t.Run(test.scope, func(t *testing.T) {
			t.Parallel()
			got := newSite(t, nil, setting(fhir.SettingScope, test.scope)).Capabilities()
			if got != (dispatch.Capabilities{Receipts: dispatch.ReceiptsNone, Revoke: test.revoke}) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// The service grants what it knows of that is asked for, and says so; testing the account tells what is missing.
func TestRightsThatAreNotGranted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, scope   string
		transaction   fhir.Transaction
		code, missing string
	}{
		{"all", fhir.DefaultScope, fhir.Bundle, "", ""},
		{"enough for one document", "system/DocumentReference.cs", fhir.Simplified, "", ""},
		{"no right to create", "system/List.c system/DocumentReference.everything", fhir.Simplified, "fhir_scope_missing", "system/DocumentReference.c"},
		{
			"not enough for a bundle", "system/DocumentReference.cs system/Binary.all system/List.all", fhir.Bundle,
			"fhir_scope_missing", "system/Binary.c system/List.c",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil, setting(fhir.SettingScope, test.scope), setting(fhir.SettingTransaction, string(test.transaction)))
			err := s.Test(t.Context())
			if dispatch.CodeOf(err) != test.code || err != nil && dispatch.FailureOf(err).Detail != test.missing {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Testing tells that nothing says of which system the numbers of patients are.
func TestNumbersOfNoSystem(t *testing.T) {
	t.Parallel()
	err := newSite(t, nil, setting(fhir.SettingSystem, "")).Test(t.Context())
	if dispatch.CodeOf(err) != "fhir_identifier_system" || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("got %v", err)
	}
}
