package inspecttest_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

func TestA(t *testing.T) {
	for s := range inspecttest.InFamily(inspecttest.FamilyA, 1, 12) {
		_ = s.Pages()
	}
	for _, x := range inspecttest.Troubles() {
		t.Log(x.What, x.Persons, len(x.Pages()), x.FileName)
	}
}
