package fhir

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// grantsAll reports whether scopes let a program do all of what rights name with a type of resource: c, r, u, d
// and s, for creating, reading, changing, deleting and searching.
func grantsAll(scopes []string, kind, rights string) bool {
	for _, right := range rights {
		if !slices.ContainsFunc(scopes, func(scope string) bool { return grants(scope, kind, right) }) {
			return false
		}
	}
	return true
}

// grants reads a scope in the notation of either edition of SMART: system/DocumentReference.cs, system/*.write.
func grants(scope, kind string, right rune) bool {
	_, granted, ok := strings.Cut(scope, "/")
	if !ok {
		return false
	}
	what, rights, _ := strings.Cut(granted, ".")
	rights, _, _ = strings.Cut(rights, "?")
	if what != "*" && what != kind {
		return false
	}
	switch rights {
	case "*":
		rights = "cruds"
	case "read":
		rights = "rs"
	case "write":
		rights = "cud"
	}
	return strings.Trim(rights, "cruds") == "" && strings.ContainsRune(rights, right)
}

// mayWithdraw reports whether scopes let all that a publication is made of be deleted.
func mayWithdraw(scopes []string) bool {
	return grantsAll(scopes, typeOfReference, "d") && grantsAll(scopes, typeOfBinary, "d") && grantsAll(scopes, typeOfList, "d")
}

// published are the types of resources that a transaction creates.
func (t Transaction) published() []string {
	if t == Bundle {
		return []string{typeOfReference, typeOfBinary, typeOfList}
	}
	return []string{typeOfReference}
}

// mayPublish refuses a grant without the rights that a transaction needs. One that does not tell its rights is
// what was asked for.
func mayPublish(granted []string, t Transaction) error {
	if len(granted) == 0 {
		return nil
	}
	var missing []string
	for _, kind := range t.published() {
		if !grantsAll(granted, kind, "c") {
			missing = append(missing, "system/"+kind+".c")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &dispatch.Error{
		Op: opStatement, Kind: dispatch.KindCredentials, Code: "fhir_scope_missing", Detail: strings.Join(missing, " "),
		Certainty: dispatch.Unsent,
	}
}
