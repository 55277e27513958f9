package wording

import "strings"

// Spell is a word by the spelling alphabet of the language, for the telephone: "R comme Robert, O comme Olivier".
// Letters without an entry, and hyphens, are left out.
func (c *Catalogue) Spell(word string) string {
	var spelled []string
	for _, letter := range strings.ToLower(word) {
		if letter >= 'a' && letter <= 'z' {
			spelled = append(spelled, c.Text("spell_letter", "letter", strings.ToUpper(string(letter)), "name", c.Text("spell_"+string(letter))))
		}
	}
	return strings.Join(spelled, c.Text("spell_between"))
}
