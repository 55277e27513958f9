package reader

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// innerKeys lead from a resource to another that is drawn with it: fonts of drawn letters, soft masks and their
// groups, the shading of a pattern.
var innerKeys = []string{"SMask", "G", "Shading", "Font"}

// privateKeys may hold what nobody sees.
var privateKeys = []string{"PieceInfo", "Metadata", "Thumb", "AF", "OPI", "Alternates"}

// inner prunes a resource that uses others: a drawing, a pattern, a font of drawn letters, a graphics state.
func (p *pruner) inner(object types.Object, depth int) error {
	if depth > maxNesting {
		return errFrame
	}
	if reference, ok := object.(types.IndirectRef); ok {
		number := reference.ObjectNumber.Value()
		if p.done[number] {
			return nil
		}
		p.done[number] = true
	}
	dict, stream, err := p.resolved(object)
	if err != nil || dict == nil {
		return err
	}
	for _, key := range privateKeys {
		delete(dict, key)
	}
	if err := p.ownResources(dict, stream, depth); err != nil {
		return err
	}
	for _, key := range innerKeys {
		for _, next := range p.parts(dict[key]) {
			if err := p.inner(next, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownResources prunes the resources that belong to a resource.
func (p *pruner) ownResources(dict types.Dict, stream *types.StreamDict, depth int) error {
	all, err := p.doc.DereferenceDict(dict["Resources"])
	if err != nil || all == nil {
		return err
	}
	content, err := p.content(dict, stream)
	if err != nil {
		return err
	}
	kept, err := p.used(all, content, depth)
	dict["Resources"] = kept
	return err
}

// content is what a resource draws: a stream, or the letters of a font.
func (p *pruner) content(dict types.Dict, stream *types.StreamDict) ([]byte, error) {
	if stream != nil {
		return contentOf(stream)
	}
	letters, err := p.doc.DereferenceDict(dict["CharProcs"])
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, letter := range letters {
		stream, _, err := p.doc.DereferenceStreamDict(letter)
		if err != nil || stream == nil {
			return nil, err
		}
		content, err := contentOf(stream)
		if err != nil {
			return nil, err
		}
		all = append(append(all, content...), '\n')
	}
	return all, nil
}

// borrowing are the contents of the drawings, patterns and letters of a name that use their caller's resources.
func (p *pruner) borrowing(all types.Dict, name string) ([][]byte, error) {
	var contents [][]byte
	for _, kind := range []string{"XObject", "Pattern", "Font"} {
		named, err := p.doc.DereferenceDict(all[kind])
		if err != nil || named[name] == nil {
			continue
		}
		dict, stream, err := p.resolved(named[name])
		if err != nil {
			return nil, err
		}
		subtype := dict.NameEntry("Subtype")
		if dict == nil || dict["Resources"] != nil || subtype != nil && *subtype == "Image" {
			continue
		}
		content, err := p.content(dict, stream)
		if err != nil {
			return nil, err
		}
		contents = append(contents, content)
	}
	return contents, nil
}

// resolved is the dictionary of an object, and its stream when it has one.
func (p *pruner) resolved(object types.Object) (types.Dict, *types.StreamDict, error) {
	object, err := p.doc.Dereference(object)
	if err != nil {
		return nil, nil, err
	}
	switch object := object.(type) {
	case types.Dict:
		return object, nil, nil
	case types.StreamDict:
		return object.Dict, &object, nil
	case *types.StreamDict:
		return object.Dict, object, nil
	default:
		return nil, nil, nil
	}
}

// parts are the dictionaries that a value leads to: itself, or those of an array.
func (p *pruner) parts(value types.Object) []types.Object {
	if value == nil {
		return nil
	}
	if array, err := p.doc.DereferenceArray(value); err == nil && array != nil {
		return slices.Clone(array)
	}
	return []types.Object{value}
}

func contentOf(stream *types.StreamDict) ([]byte, error) {
	if err := stream.Decode(); err != nil {
		return nil, err
	}
	return stream.Content, nil
}
