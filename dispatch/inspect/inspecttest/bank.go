package inspecttest

import (
	"strings"
	"sync"
)

// bankTexts are the lists that scripts choose from, by language; families C and D have their own.
var bankTexts = sync.OnceValue(func() map[string]map[string][]string {
	all := make(map[string]map[string][]string)
	for _, name := range []string{"fr", "en", "c.fr", "c.en", "d.fr", "d.en"} {
		text, err := scriptFiles.ReadFile("scripts/bank." + name + ".txt")
		if err != nil {
			panic(err)
		}
		all[name] = parseBank(string(text))
	}
	return all
})

func parseBank(text string) map[string][]string {
	all := make(map[string][]string)
	for line := range strings.Lines(text) {
		if key, values, found := strings.Cut(strings.TrimSpace(line), ": "); found {
			all[key] = strings.Split(values, " || ")
		}
	}
	return all
}

// banksOf are the lists of one family. Of those shared, family A takes every other item, family B the rest.
func banksOf(family Family, language string) map[string][]string {
	if family == FamilyC || family == FamilyD {
		return bankTexts()[string(family)+"."+language]
	}
	own := make(map[string][]string)
	for key, values := range bankTexts()[language] {
		for i, value := range values {
			if (i%2 == 1) == (family == FamilyB) {
				own[key] = append(own[key], value)
			}
		}
	}
	return own
}
