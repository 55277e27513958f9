package nextcloud

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

// takeOver goes on where earlier attempts of the dispatch stopped. If the share of one stands after all, whatever was
// thought of it, it is returned: nobody gets a second one.
func (d *deposit) takeOver(ctx context.Context) (share, error) {
	stands, err := d.succeed(ctx)
	if err != nil {
		return share{}, webdav.During(opSend, dispatch.Unsent, err)
	}
	if stands.ID == "" || stands.guarded() {
		return stands, nil
	}
	code := "nextcloud_terms_notified"
	if err = d.drop(ctx, stands); err != nil {
		code = "nextcloud_terms_stand"
	}
	return share{}, webdav.Unsettled(opSend, dispatch.KindUncertain, code, err)
}

func (d *deposit) succeed(ctx context.Context) (share, error) {
	if err := d.makeRoot(ctx); err != nil {
		return share{}, err
	}
	earlier, err := portal.RememberUnasked(ctx, d.upload, d.attempt)
	if err != nil || len(earlier) == 0 {
		return share{}, err
	}
	if stands, err := d.standing(ctx, earlier); err != nil || stands.ID != "" {
		return stands, err
	}
	adopted := false
	for _, id := range earlier {
		one, err := d.adopt(ctx, id)
		if err != nil {
			return share{}, err
		}
		adopted = adopted || one
	}
	if !adopted {
		return share{}, nil
	}
	return d.standing(ctx, earlier) // a request still under way may have come through before
}

// standing is the share of an earlier attempt, if one stands.
func (d *deposit) standing(ctx context.Context, earlier []dispatch.ID) (share, error) {
	for _, id := range earlier {
		found, err := d.sharesOf(ctx, id)
		if err != nil {
			return share{}, err
		}
		if len(found) == 0 {
			continue
		}
		d.whose = id
		d.numbers, err = d.documents(ctx, d.place(found[0]))
		return found[0], err
	}
	return share{}, nil
}

// adopt makes the deposit of an earlier attempt, which nobody has a share of, the beginning of this one. Its mark is
// of no use any more.
func (d *deposit) adopt(ctx context.Context, earlier dispatch.ID) (adopted bool, err error) {
	for _, place := range d.places(earlier) {
		there, err := d.dav.Stat(ctx, place)
		if err != nil {
			return adopted, err
		}
		if !there.Exists {
			continue
		}
		adopted = true
		if _, err := d.dav.Move(ctx, place, d.staging(d.dispatch), nil); err == nil {
			continue
		}
		if _, err := d.erase(ctx, place); err != nil { // another stands there already
			return adopted, err
		}
	}
	_, _ = d.erase(ctx, d.marker(earlier)) // an empty name that means nothing may stay
	return adopted, nil
}
