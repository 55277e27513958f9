package faxmail_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/fax"
)

// faults says how the practice server plays each fault of the suite.
var faults = map[dispatchtest.Fault]practice.MailScript{
	dispatchtest.ReplyLost:       practice.AlwaysAt(practice.MailKept, practice.MailHangUp),
	dispatchtest.CutMidway:       practice.AlwaysAt(practice.MailMidway, practice.MailHangUp),
	dispatchtest.HugeAnswer:      practice.AlwaysAt(practice.MailHello, practice.MailFlood),
	dispatchtest.MalformedAnswer: practice.AlwaysAt(practice.MailRcpt, practice.MailBabble),
	dispatchtest.TryLater:        practice.AlwaysAt(practice.MailRcpt, practice.MailBusy),
	dispatchtest.Refused:         practice.AlwaysAt(practice.MailRcpt, practice.MailRefuse),
}

// followed is the channel without its Finder: the laws of finding hold for services that can be asked, and
// a mail server cannot. What Find says instead is TestAfterwards'.
type followed struct {
	dispatch.Channel
	dispatch.Tracker
}

func TestChannel(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{"STARTTLS", "implicit TLS"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
				return rig(t, fault, transport == "implicit TLS")
			})
		})
	}
}

func rig(t *testing.T, fault dispatchtest.Fault, implicit bool) dispatchtest.Rig {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	settings := practice.MailConfig{Script: faults[fault], Implicit: implicit}
	if fault == dispatchtest.WrongCertificate {
		settings.TLS = serverTLS(ca.Untrusted())
	}
	server := startMail(t, ca, settings)
	config := account(server.URL(), ca)
	switch fault {
	case dispatchtest.Gone:
		config.URL = gone(t)
	case dispatchtest.WrongPassword:
		config.Secret = []byte("un autre")
	}
	parcel := dispatchtest.SampleParcel(t)
	parcel.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
	channel := fax.New(newProvider(t, config), coverTexts)
	return dispatchtest.Rig{
		Channel: followed{channel, channel}, Parcel: parcel,
		Received:     func() int { return whole(t, server, parcel) },
		Private:      append(dispatchtest.SamplePrivate(), "5550123", user, password, "un autre", from),
		Inapplicable: []dispatchtest.Fault{dispatchtest.Redirect},
	}
}

// whole counts the messages that hold the parcel's document as it is.
func whole(t *testing.T, server *practice.Mail, parcel dispatch.Parcel) int {
	t.Helper()
	messages, err := server.Messages()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range messages {
		data, err := os.ReadFile(m.Path)
		if err != nil {
			t.Fatal(err)
		}
		parts := emailtest.Parse(t, data).Parts
		sum := sha256.Sum256(parts[len(parts)-1].Body)
		if hex.EncodeToString(sum[:]) == parcel.Documents[0].SHA256 {
			n++
		}
	}
	return n
}
