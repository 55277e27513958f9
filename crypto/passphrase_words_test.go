package crypto

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z]{4,8}$`)
	for _, list := range []struct {
		language string
		sound    []spelling
	}{{"fr", frenchSound}, {"en", englishSound}} {
		t.Run(list.language, func(t *testing.T) {
			t.Parallel()
			words := strings.Fields(wordList(list.language))
			if len(words) != wordsInAll || !slices.IsSorted(words) {
				t.Errorf("%d words, sorted: %t", len(words), slices.IsSorted(words))
			}
			begun, heard := map[string]string{}, map[string]string{}
			for _, word := range words {
				if !form.MatchString(word) {
					t.Errorf("%q is not said easily", word)
					continue
				}
				taken(t, begun, word[:4], word)
				taken(t, heard, sound(list.sound, word), word)
			}
		})
	}
}

func taken(t *testing.T, by map[string]string, key, word string) {
	t.Helper()
	if other, known := by[key]; known {
		t.Errorf("%s is mistaken for %s: %s", word, other, key)
	}
	by[key] = word
}

// spelling is one of several ways to write a sound.
type spelling struct{ written, heard string }

// frenchSound turns words into what is heard, a capital for each sound that no letter has: E for -er, -et and
// ai, O for -eau, -aut and -o, U for ou, A for an and en, I for in and ain, X for on; last consonants are silent.
var frenchSound = []spelling{
	{"ph", "f"},
	{"(eaux?|au[dtx]?|o[ts]?)$", "O"},
	{"au", "o"},
	{"ou", "U"},
	{"oe", "e"},
	{"(ain|aim|ein|in|im|yn)([^aeiouymn]|$)", "I$2"},
	{"[ae][nm]([^aeiouymn]|$)", "A$1"},
	{"o[nm]([^aeiouymn]|$)", "X$1"},
	{"(er|ez|et|ai[est]?)$|ai|ei", "E"},
	{"qu", "k"},
	{"c([eiy])", "s$1"},
	{"ch", "S"},
	{"c", "k"},
	{"g([eiy])", "j$1"},
	{"y", "i"},
	{"z", "s"},
	{"w", "v"},
	{"h", ""},
	{"(.)[edtspxz]+$", "$1"},
}

// englishSound does the same for English: a capital for each long vowel.
var englishSound = []spelling{
	{"ph", "f"},
	{"^kn", "n"},
	{"^wr", "r"},
	{"^wh", "w"},
	{"gh(t|$)", "$1"},
	{"ck|q", "k"},
	{"c([eiy])", "s$1"},
	{"ch", "C"},
	{"c", "k"},
	{"sh", "S"},
	{"x", "ks"},
	{"z", "s"},
	{"^fl(our|ower)$", "flYR"},
	{"(oor|our|oar|ore)$", "W"},
	{"(are|air|ear|eir)$", "Q"},
	{"(er|ir|ur|or|ar)$", "R"},
	{"ai|ay|ei|ey", "A"},
	{"a([^aeiou])e$", "A$1"},
	{"ee|ea|ie", "E"},
	{"e([^aeiou])e$", "E$1"},
	{"i([^aeiou])e$", "I$1"},
	{"y$", "E"},
	{"oa|ow|oe", "O"},
	{"o([^aeiou])e$", "O$1"},
	{"oo|ue|ew", "U"},
	{"ou", "V"},
	{"u([^aeiou])e$", "U$1"},
	{"mb$", "m"},
	{"e$", ""},
}

func sound(spellings []spelling, word string) string {
	for _, s := range spellings {
		word = compiled[s.written].ReplaceAllString(word, s.heard)
	}
	once := []byte{word[0]}
	for i := 1; i < len(word); i++ {
		if word[i] != word[i-1] {
			once = append(once, word[i])
		}
	}
	return string(once)
}

// compiled are the spellings by how they are written: 4096 words pass through each.
var compiled = func() map[string]*regexp.Regexp {
	by := map[string]*regexp.Regexp{}
	for _, s := range slices.Concat(frenchSound, englishSound) {
		by[s.written] = regexp.MustCompile(s.written)
	}
	return by
}()

func TestSound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b      string
		spellings []spelling
	}{
		{"sceau", "sceaux", frenchSound},
		{"phare", "fard", frenchSound},
		{"balai", "baller", frenchSound},
		{"tante", "tente", frenchSound},
		{"pain", "pin", frenchSound},
		{"maure", "mort", frenchSound},
		{"canot", "canaux", frenchSound},
		{"stake", "staik", englishSound},
		{"cellar", "seller", englishSound},
		{"flour", "flower", englishSound},
		{"peel", "peal", englishSound},
		{"knight", "nit", englishSound},
	} {
		if sound(c.spellings, c.a) != sound(c.spellings, c.b) {
			t.Errorf("%s and %s sound the same, not %s and %s", c.a, c.b, sound(c.spellings, c.a), sound(c.spellings, c.b))
		}
	}
}

// unwanted are beginnings of words that would hurt, frighten or embarrass whoever says or hears them on a
// clinic's telephone: illness and bodies, belief, sex, violence, drugs and insults.
var unwanted = map[string]string{
	"fr": `^(sang|cancer|tumeur|malad|mort|mour|tuer|viol$|sexe|seins|anus|cul$|fesse|pute|merde|pisse|caca$|pipi|drogue|
		vaccin|seringue|hopital|clinique|docteur|medecin|infirm|piqure|fievre|grippe|rhume|virus|organe|uterus|ovaire|
		sida|coma|plaie|bless|suicid|cadavr|cercueil|tombe$|deuil|pape$|messe|pretre|eglise|eveque|imam|juif|rabbin|
		priere|diable|enfer$|ange$|dieu|fusil|arme$|canon|bombe|guerr|crime|assassin|voleur|esclave|negre|gouine|
		folle|gros$|obese|idiot|bete|debile|connard|vomi|alcool|tabac|cigar|biere|poison|poignard|pendu$|bourreau)`,
	"en": `^(blood|cancer|tumor|death|dead|kill|rape|sex|breast|anus|butt$|ass$|whore|shit|piss|drug|vaccin|syringe|
		hospital|clinic|doctor|nurse|needl$|fever|virus|organ$|uterus|ovar|wound|suicid|corpse|coffin|grave$|pope|priest|
		church|mosque|imam|rabbi$|pray|devil|hell$|angel|god$|gun|rifle|weapon|bomb|war$|crime|murder|thief|slave|idiot|
		dumb$|ugly|vomit|alcohol|tobacco|cigar|beer|poison|dagger|hang$|naked|nude)`,
}

func TestWordsHurtNobody(t *testing.T) {
	t.Parallel()
	for language, beginnings := range unwanted {
		pattern := regexp.MustCompile(strings.Join(strings.Fields(beginnings), ""))
		for word := range strings.FieldsSeq(wordList(language)) {
			if pattern.MatchString(word) {
				t.Errorf("%s: %s", language, word)
			}
		}
	}
}
