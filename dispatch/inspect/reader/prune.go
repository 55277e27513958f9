package reader

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Programs often share one dictionary of pictures and letters among all pages: a page taken over alone brings the
// pictures of all the others with it. Here each page keeps what its own content names, and nothing else.

// pageKeys are what a page keeps (ISO 32000-1, 7.7.3.3); left out are thumbnails, private data of the program that
// made it, actions and what belonged to the whole document.
var pageKeys = map[string]bool{
	"Type": true, "Parent": true, "Resources": true, "Contents": true, "MediaBox": true, "CropBox": true, "Rotate": true,
	"UserUnit": true, "Group": true,
}

// resourceKinds are the resources that content calls by name (7.8.3). Colour spaces stay: some are used unnamed.
var resourceKinds = []string{"XObject", "Font", "Pattern", "Shading", "ExtGState", "Properties"}

// pruner takes out of a document what its pages do not show.
type pruner struct {
	doc  *model.Context
	done map[int]bool // objects whose own resources were seen to
}

// pruned is a document without what its pages do not show. It may panic on what it does not understand.
func pruned(content []byte, pages int) (out []byte, err error) {
	defer func() {
		if recover() != nil {
			out, err = nil, refusal(codeNotArranged)
		}
	}()
	doc, err := pdfcpu.Read(bytes.NewReader(content), writing())
	if err != nil || doc.EnsurePageCount() != nil || doc.PageCount != pages {
		return nil, refusal(codeNotArranged)
	}
	p := &pruner{doc: doc, done: map[int]bool{}}
	for page := range pages {
		if err := p.page(page + 1); err != nil {
			return nil, refusal(codeNotArranged)
		}
	}
	var made bytes.Buffer
	doc.Write.Writer = bufio.NewWriter(&made)
	if errors.Join(pdfcpu.WriteContext(doc), doc.Write.Flush()) != nil || made.Len() > MaxSize {
		return nil, refusal(codeNotArranged)
	}
	return made.Bytes(), nil
}

func writing() *model.Configuration {
	s := settings()
	s.Eol, s.WriteObjectStream, s.WriteXRefStream = types.EolLF, true, true
	return s
}

func (p *pruner) page(number int) error {
	page, _, inherited, err := p.doc.PageDict(number, false)
	if err != nil || page == nil {
		return errors.Join(err, errFrame)
	}
	for key := range page {
		if !pageKeys[key] {
			delete(page, key)
		}
	}
	content, err := p.doc.PageContent(page, number)
	if err != nil && !errors.Is(err, model.ErrNoContent) {
		return err
	}
	all, err := p.doc.DereferenceDict(page["Resources"])
	if err != nil {
		return err
	}
	if all == nil && inherited != nil {
		all = inherited.Resources
	}
	kept, err := p.used(all, content, 0)
	page["Resources"] = kept
	return err
}

// used is the part of some resources that content names. A drawing without resources of its own uses those of
// whoever calls it: what it names counts too.
func (p *pruner) used(all types.Dict, content []byte, depth int) (types.Dict, error) {
	if depth > maxNesting {
		return nil, errFrame
	}
	names := map[string]bool{}
	for todo := [][]byte{content}; len(todo) > 0; todo = todo[1:] {
		for name := range namesIn(todo[0]) {
			if names[name] {
				continue
			}
			names[name] = true
			drawn, err := p.borrowing(all, name)
			if err != nil {
				return nil, err
			}
			todo = append(todo, drawn...)
		}
	}
	kept := types.Dict{}
	for key, value := range all {
		kept[key] = value
	}
	for _, kind := range resourceKinds {
		if err := p.keep(kept, kind, names, depth); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// keep leaves of one kind of resources those that are named, and prunes what these use in turn.
func (p *pruner) keep(resources types.Dict, kind string, names map[string]bool, depth int) error {
	all, err := p.doc.DereferenceDict(resources[kind])
	if err != nil || all == nil {
		delete(resources, kind)
		return err
	}
	kept := types.Dict{}
	for key, value := range all {
		if !names[key] {
			continue
		}
		kept[key] = value
		if err := p.inner(value, depth+1); err != nil {
			return err
		}
	}
	resources[kind] = kept
	return nil
}

// namesIn are the names in a content stream (7.3.5), wherever they stand: too many is safe, too few is not.
func namesIn(content []byte) map[string]bool {
	names := map[string]bool{}
	for {
		_, rest, found := bytes.Cut(content, []byte("/"))
		if !found {
			return names
		}
		end := bytes.IndexAny(rest, "\x00\t\n\f\r ()<>[]{}/%")
		if end < 0 {
			end = len(rest)
		}
		names[unescaped(rest[:end])] = true
		content = rest[end:]
	}
}

// unescaped is a name whose #20 and the like are what they stand for.
func unescaped(name []byte) string {
	var plain []byte
	for i := 0; i < len(name); i++ {
		if name[i] == '#' && i+2 < len(name) {
			if b, err := hex.DecodeString(string(name[i+1 : i+3])); err == nil {
				plain, i = append(plain, b...), i+2
				continue
			}
		}
		plain = append(plain, name[i])
	}
	return string(plain)
}
