package wording

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"sync"
)

//go:embed fr/*.json en/*.json
var files embed.FS

// Language is a language that Souspli speaks.
type Language string

// The languages.
const (
	French  Language = "fr"
	English Language = "en"
)

// Languages lists every language, the first being the one to fall back on.
func Languages() []Language { return []Language{French, English} }

// ParseLanguage reads a language or a locale such as fr_CA.UTF-8. It reports false for any other
// language.
func ParseLanguage(s string) (Language, bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "_")
	primary, _, _ = strings.Cut(primary, "-")
	primary, _, _ = strings.Cut(primary, ".")
	switch language := Language(primary); language {
	case French, English:
		return language, true
	default:
		return "", false
	}
}

// Catalogue holds the sentences of one language. It never changes and may be shared.
type Catalogue struct {
	language Language
	texts    map[string]string
}

var (
	french  = sync.OnceValue(func() *Catalogue { return mustLoad(files, French) })
	english = sync.OnceValue(func() *Catalogue { return mustLoad(files, English) })
)

// For gives the catalogue of a language, read once. Anything but English is French.
func For(language Language) *Catalogue {
	if language == English {
		return english()
	}
	return french()
}

// Language is the language of the sentences.
func (c *Catalogue) Language() Language { return c.language }

// Has reports whether key has a sentence.
func (c *Catalogue) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// Text is the sentence of key. args alternate the name of a {placeholder} and its value. A missing key
// is returned between ⟦ and ⟧; a placeholder without a value stays as it is.
func (c *Catalogue) Text(key string, args ...any) string {
	text, ok := c.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) < 2 {
		return text
	}
	return strings.NewReplacer(replacements(args)...).Replace(text)
}

// Plural is the sentence of key_one or key_other, whichever n asks for, with n itself as {n}. In French
// zero is singular.
func (c *Catalogue) Plural(key string, n int, args ...any) string {
	form := "_other"
	if n == 1 || n == -1 || (n == 0 && c.language == French) {
		form = "_one"
	}
	return c.Text(key+form, append([]any{"n", c.Number(int64(n))}, args...)...)
}

// replacements turns name, value pairs into the pairs of a strings.Replacer. A value that ends in a full stop, as
// "2:05 p.m." does, takes the place of the sentence's own.
func replacements(args []any) []string {
	pairs := make([]string, 0, 2*len(args))
	for i := 0; i+1 < len(args); i += 2 {
		name, value := fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1])
		if strings.HasSuffix(value, ".") {
			pairs = append(pairs, name+".", value)
		}
		pairs = append(pairs, name, value)
	}
	return pairs
}

// mustLoad panics when a file is broken: the files are part of the program.
func mustLoad(from fs.FS, language Language) *Catalogue {
	texts, err := load(from, language)
	if err != nil {
		panic(err)
	}
	return &Catalogue{language: language, texts: texts}
}

// load merges the areas of a language.
func load(from fs.FS, language Language) (map[string]string, error) {
	areas, err := fs.Glob(from, string(language)+"/*.json")
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, name := range areas {
		area, err := readArea(from, name)
		if err != nil {
			return nil, fmt.Errorf("wording: %s: %w", name, err)
		}
		maps.Copy(texts, area)
	}
	return texts, nil
}

func readArea(from fs.FS, name string) (map[string]string, error) {
	content, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	var area map[string]string
	return area, json.Unmarshal(content, &area)
}
