package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// A witness is somebody outside the clinic who keeps checkpoints of its log: whoever rewrites the log later, even with
// the clinic's own keys, cannot rewrite what the witness has.

const witnessSetting = "witness"

// Witness is who keeps the checkpoints; its ID is empty when nobody was chosen, or whoever was is gone.
func (d *Desk) Witness(ctx context.Context) (dispatch.Recipient, error) {
	var id dispatch.ID
	if _, err := d.config.Store.Setting(ctx, witnessSetting, &id); err != nil || id == "" {
		return dispatch.Recipient{}, err
	}
	r, err := d.config.Store.Recipient(ctx, id)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		return dispatch.Recipient{}, nil
	}
	return r, err
}

// SaveWitness chooses who keeps the checkpoints, somebody of the address book; empty: nobody.
func (d *Desk) SaveWitness(ctx context.Context, id dispatch.ID) error {
	if id != "" {
		if _, err := d.config.Store.Recipient(ctx, id); err != nil {
			return err
		}
	}
	return d.saveSetting(ctx, witnessSetting, id)
}

// WitnessDraft signs the log as it stands, and makes of the page that says so a draft like any other: for a recipient
// or, when that is nobody, for the witness, if there is one. The signed text is inside the page, whose words are in a
// language, fr or en. Neither holds anything of a patient; they travel encrypted all the same.
func (d *Desk) WitnessDraft(ctx context.Context, to dispatch.Recipient, language string) (Draft, error) {
	if to.ID == "" {
		var err error
		if to, err = d.Witness(ctx); err != nil {
			return Draft{}, err
		}
	}
	signed, err := d.Checkpoint(ctx, dispatch.CheckpointAsked)
	if err != nil {
		return Draft{}, err
	}
	var page bytes.Buffer
	if err := d.PrintCheckpoint(ctx, &page, signed, language); err != nil {
		return Draft{}, err
	}
	return Draft{
		Recipient: to, Kind: dispatch.AdminInternal, Channel: dispatch.EmailEncrypted,
		Documents: []inspect.Report{checkpointReport(page.Bytes(), signed, language)},
	}, nil
}

// checkpointReport is the page as a document that was read: made here, it holds what this program wrote, on one page.
func checkpointReport(page []byte, signed dispatch.Checkpoint, language string) inspect.Report {
	sum := sha256.Sum256(page)
	made := &inspect.Rendition{Size: int64(len(page)), SHA256: hex.EncodeToString(sum[:]), PDF: page}
	return inspect.Report{
		Name: "souspli-" + signed.At.Format("2006-01-02") + ".pdf", MediaType: pdf, Pages: 1, Size: made.Size, SHA256: made.SHA256,
		TextLayer: true, Languages: []string{language}, Kind: dispatch.AdminInternal, Protected: true, Rendition: made,
	}
}
