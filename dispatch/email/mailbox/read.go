package mailbox

import (
	"bytes"
	"context"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email/dsn"
)

// mostMessages bounds those whose kind is looked at in a visit; the next one goes on behind them.
const mostMessages = 500

// Test signs in and opens the folder.
func (m *Mailbox) Test(ctx context.Context) error {
	return m.visit(ctx, func(client *imapclient.Client) error {
		_, err := m.examine(client)
		return err
	})
}

// Read hands over the notifications that came since a mark, oldest first, and returns the mark behind the last
// message that was dealt with, beside an error too. A folder that was made anew is read from its beginning. What
// take fails with ends the visit before that message.
func (m *Mailbox) Read(ctx context.Context, since dispatch.MailboxMark, take func(message io.Reader) error) (dispatch.MailboxMark, error) {
	mark := since
	err := m.visit(ctx, func(client *imapclient.Client) error {
		opened, err := m.examine(client)
		if err != nil {
			return err
		}
		if mark.Validity != opened.UIDValidity {
			mark = dispatch.MailboxMark{Validity: opened.UIDValidity}
		}
		return readFrom(client, &mark, take)
	})
	return mark, err
}

// examine opens the folder read-only.
func (m *Mailbox) examine(client *imapclient.Client) (*imap.SelectData, error) {
	opened, err := client.Select(m.folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	return opened, answer(err, dispatch.KindNotFound, "imap_folder_unknown")
}

func readFrom(client *imapclient.Client, mark *dispatch.MailboxMark, take func(io.Reader) error) error {
	uids, err := after(client, mark.UID)
	if err != nil || len(uids) == 0 {
		return err
	}
	reports, err := notifications(client, uids)
	if err != nil {
		return err
	}
	for _, uid := range uids {
		if reports[uid] {
			message, err := fetch(client, uid)
			if err != nil {
				return err
			}
			if err := take(bytes.NewReader(message)); err != nil {
				return err
			}
		}
		mark.UID = uint32(uid)
	}
	return nil
}

// after lists the messages behind a UID. A range that ends in * always has the last message in it, even when
// that one lies before its beginning (RFC 9051, 6.4.9).
func after(client *imapclient.Client, last uint32) ([]imap.UID, error) {
	var behind imap.UIDSet
	behind.AddRange(imap.UID(last)+1, 0)
	found, err := client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{behind}}, nil).Wait()
	if err != nil {
		return nil, answer(err, dispatch.KindRejected, "imap_malformed")
	}
	set, _ := found.All.(imap.UIDSet)
	return firstOf(set, last), nil
}

// firstOf are the lowest numbers of a set, which is in order, that lie behind last, at most mostMessages. Three words
// of a server can mean every number there is, so that a set is never written out.
func firstOf(set imap.UIDSet, last uint32) []imap.UID {
	var uids []imap.UID
	for _, r := range set {
		for uid := max(uint64(r.Start), uint64(last)+1); uid <= uint64(r.Stop); uid++ {
			if len(uids) == mostMessages {
				return uids
			}
			uids = append(uids, imap.UID(uid)) //nolint:gosec // not above r.Stop
		}
	}
	return uids
}

var (
	kindOfMessage = &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"Content-Type"}, Peek: true}
	wholeMessage  = &imap.FetchItemBodySection{Peek: true}
)

// notifications are the messages whose head is that of a report, and which are small enough to be one.
func notifications(client *imapclient.Client, uids []imap.UID) (map[imap.UID]bool, error) {
	heads, err := client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{
		UID: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{kindOfMessage},
	}).Collect()
	if err != nil {
		return nil, answer(err, dispatch.KindRejected, "imap_malformed")
	}
	reports := map[imap.UID]bool{}
	for _, head := range heads {
		small := head.RFC822Size > 0 && head.RFC822Size <= dsn.MaxSize
		reports[head.UID] = small && dsn.LooksLikeReport(head.FindBodySection(kindOfMessage))
	}
	return reports, nil
}

// fetch reads a message; one that is gone meanwhile is empty.
func fetch(client *imapclient.Client, uid imap.UID) ([]byte, error) {
	messages, err := client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{
		UID: true, BodySection: []*imap.FetchItemBodySection{wholeMessage},
	}).Collect()
	if err != nil {
		return nil, answer(err, dispatch.KindRejected, "imap_malformed")
	}
	for _, message := range messages {
		if message.UID == uid {
			return message.FindBodySection(wholeMessage), nil
		}
	}
	return nil, nil
}
