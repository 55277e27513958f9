package sharepoint

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// item is a file or a folder of a drive, as far as it matters here.
type item struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Size   int64     `json:"size"`
	Folder *struct{} `json:"folder"`
	File   struct {
		Hashes struct {
			QuickXor string `json:"quickXorHash"`
			SHA256   string `json:"sha256Hash"`
		} `json:"hashes"`
	} `json:"file"`
}

// exists reports whether there is such an item; the zero one is not there.
func (i item) exists() bool { return i.ID != "" }

// root is the root of the drive.
const root = ""

// below is the address of something in a folder.
func below(folder, name string) string {
	if folder == root {
		return "/root:/" + url.PathEscape(name)
	}
	return at(folder) + ":/" + url.PathEscape(name)
}

// at is the address of an item.
func at(id string) string {
	if id == root {
		return "/root"
	}
	return "/items/" + url.PathEscape(id)
}

// child is what stands in a folder under a name; the zero item when nothing does.
func (g *graph) child(ctx context.Context, folder, name string) (found item, err error) {
	status, err := g.do(ctx, request{path: below(folder, name)}, &found)
	if status == http.StatusNotFound {
		return item{}, nil
	}
	if err == nil && (!isID(found.ID) || !strings.EqualFold(found.Name, name)) {
		err = malformed()
	}
	if err != nil {
		return item{}, err
	}
	return found, nil
}

// makeFolder makes a folder that is not there yet.
func (g *graph) makeFolder(ctx context.Context, parent, name string) (made item, err error) {
	_, err = g.do(ctx, request{method: http.MethodPost, path: at(parent) + "/children", body: map[string]any{
		"name": name, "folder": struct{}{}, "@microsoft.graph.conflictBehavior": "fail",
	}}, &made)
	if err == nil && !isID(made.ID) {
		err = malformed()
	}
	return made, err
}

// folderOf is a folder, made unless it is there.
func (g *graph) folderOf(ctx context.Context, parent, name string) (item, error) {
	there, err := g.child(ctx, parent, name)
	if err != nil || there.exists() {
		return there, err
	}
	return g.makeFolder(ctx, parent, name)
}

// mostChildren is more than a deposit has files.
const mostChildren = "999"

// children are what stands in a folder.
func (g *graph) children(ctx context.Context, folder string) ([]item, error) {
	var list struct {
		Value []item `json:"value"`
		Next  string `json:"@odata.nextLink"`
	}
	_, err := g.do(ctx, request{path: at(folder) + "/children", query: url.Values{"$top": {mostChildren}}}, &list)
	if err != nil {
		return nil, err
	}
	for _, one := range list.Value {
		if !isID(one.ID) {
			return nil, malformed()
		}
	}
	if list.Next != "" || len(list.Value) > portal.MaxDocuments+2 {
		return nil, malformed() // it is not a deposit of ours
	}
	return list.Value, nil
}

// rename gives an item another name, unless something has it.
func (g *graph) rename(ctx context.Context, id, name string) error {
	_, err := g.do(ctx, request{method: http.MethodPatch, path: at(id), body: map[string]any{
		"name": name, "@microsoft.graph.conflictBehavior": "fail",
	}}, nil)
	return err
}

// remove puts an item, and what is in it, into the drive's recycle bin. It may be gone already.
func (g *graph) remove(ctx context.Context, i item) error {
	if !i.exists() {
		return nil
	}
	status, err := g.do(ctx, request{method: http.MethodDelete, path: at(i.ID)}, nil)
	if status == http.StatusNotFound {
		return nil
	}
	return err
}

// makeRoot makes sure that the folder for deposits stands, and is its identifier.
func (c *Channel) makeRoot(ctx context.Context) (id string, err error) {
	return c.walk(ctx, c.graph.folderOf)
}

// reach is the identifier of the folder for deposits: without it, that something is not there proves nothing.
func (c *Channel) reach(ctx context.Context) (id string, err error) {
	return c.walk(ctx, c.graph.child)
}

func (c *Channel) walk(ctx context.Context, step func(context.Context, string, string) (item, error)) (string, error) {
	if len(c.folder) == 0 {
		var top item
		_, err := c.graph.do(ctx, request{path: at(root)}, &top)
		if err == nil && !isID(top.ID) {
			err = malformed()
		}
		return top.ID, err
	}
	id := root
	for _, name := range c.folder {
		folder, err := step(ctx, id, name)
		if err != nil {
			return "", err
		}
		if !folder.exists() || folder.Folder == nil {
			return "", &dispatch.Error{Op: opGraph, Kind: dispatch.KindRejected, Code: "portal_no_such_folder"}
		}
		id = folder.ID
	}
	return id, nil
}
