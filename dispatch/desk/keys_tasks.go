package desk

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// KeyTask is a certificate that waits for a person's decision.
type KeyTask struct {
	Key       dispatch.Key       // with its problem
	Recipient dispatch.Recipient // whose address it is for; zero: nobody in the address book
	Waiting   int                // dispatches that cannot leave because of it
}

const (
	stoppedFor   = 7 * 24 * time.Hour // a dispatch that a certificate stopped waits for a week, then it is history
	mostStopped  = 200                // dispatches looked at
	mostKeyTasks = 100
)

// KeyTasks are the certificates that changed, and those that stop a dispatch: blocked, expired, or no longer
// of use for another reason.
func (d *Desk) KeyTasks(ctx context.Context) ([]KeyTask, error) {
	keys, err := d.config.Store.Keys(ctx) // the few that matter are looked into: this is asked for often
	if err != nil {
		return nil, err
	}
	stops, err := d.stopped(ctx, keys)
	if err != nil {
		return nil, err
	}
	var tasks []KeyTask
	for _, key := range keys {
		waiting := stops[key.Fingerprint]
		if key.Own || len(tasks) == mostKeyTasks || key.Blocked != dispatch.KeyChanged && len(waiting) == 0 {
			continue
		}
		if key.Problem = d.standing(key); key.Problem != dispatch.KeyChanged && len(waiting) == 0 {
			continue // it has ended since: nobody needs to choose
		}
		task := KeyTask{Key: key, Waiting: len(waiting)}
		if task.Recipient, err = d.keyOwner(ctx, key, waiting); err != nil {
			return nil, err
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

// stopped are the dispatches that no certificate opens the way for now, by the fingerprint that stops them.
func (d *Desk) stopped(ctx context.Context, keys []dispatch.Key) (map[string][]dispatch.Dispatch, error) {
	page, err := d.config.Store.Search(ctx, dispatch.Filter{
		States:   []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Failed},
		Channels: []dispatch.ChannelKind{dispatch.EmailEncrypted},
		Since:    d.config.Now().Add(-stoppedFor), Limit: mostStopped,
	})
	stops := map[string][]dispatch.Dispatch{}
	for _, sent := range page.Dispatches {
		if err != nil || !sent.Form.NeedsKey() {
			continue
		}
		usable, failure := d.KeyFor(ctx, sent)
		if failure != nil {
			return nil, failure
		}
		if i := d.stopper(keys, sent); i >= 0 && (usable == nil || d.problemFor(*usable, sent.Recipient.Email()) != "") {
			stops[keys[i].Fingerprint] = append(stops[keys[i].Fingerprint], sent)
		}
	}
	return stops, err
}

// stopper finds the certificate that a person must look at: one that changed before any other.
func (d *Desk) stopper(keys []dispatch.Key, sent dispatch.Dispatch) int {
	found, kind := -1, keyKind(sent.Form)
	for i, key := range keys {
		if key.Own || key.Kind != kind || key.UserIDFor(sent.Recipient.Email()) == "" {
			continue
		}
		if found < 0 || key.Blocked == dispatch.KeyChanged {
			found = i
		}
	}
	return found
}

// keyKind is the kind of certificate that a form is sealed for.
func keyKind(form dispatch.Form) dispatch.KeyKind {
	if form == dispatch.SMIME {
		return dispatch.SMIMEKey
	}
	return dispatch.OpenPGPKey
}

// keyOwner is the recipient of what waits as the address book has it now, or whoever has the address.
func (d *Desk) keyOwner(ctx context.Context, key dispatch.Key, waiting []dispatch.Dispatch) (dispatch.Recipient, error) {
	for _, sent := range waiting {
		r, err := d.config.Store.Recipient(ctx, sent.Recipient.ID)
		if err == nil || dispatch.KindOf(err) != dispatch.KindNotFound {
			return r, err
		}
	}
	for _, address := range key.Addresses {
		people, err := d.config.Store.Recipients(ctx, address, mostNamesakes)
		if err != nil {
			return dispatch.Recipient{}, err
		}
		i := slices.IndexFunc(people, func(r dispatch.Recipient) bool { return key.UserIDFor(r.Email()) != "" })
		if i >= 0 {
			return people[i], nil
		}
	}
	return dispatch.Recipient{}, nil
}
