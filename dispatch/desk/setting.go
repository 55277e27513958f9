package desk

import (
	"context"
	"encoding/json"

	"github.com/souspli/souspli/dispatch"
)

// saveSetting keeps what a person set, together with the event that tells which setting changed and who changed it.
func (d *Desk) saveSetting(ctx context.Context, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return &dispatch.Error{Op: "desk.save_setting", Kind: dispatch.KindInternal, Code: "store_misused"}
	}
	var kept json.RawMessage
	return d.config.Store.ChangeSetting(ctx, name, &kept, func() (dispatch.Event, error) {
		kept = text
		return d.event(dispatch.EventSettingSaved, map[string]string{"setting": name}), nil
	})
}
