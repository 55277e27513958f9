package email_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// mailFaults says how the practice server plays each fault of the suite.
var mailFaults = map[dispatchtest.Fault]practice.MailScript{
	dispatchtest.NoFault:         nil,
	dispatchtest.ReplyLost:       practice.AlwaysAt(practice.MailKept, practice.MailHangUp),
	dispatchtest.CutMidway:       practice.AlwaysAt(practice.MailMidway, practice.MailHangUp),
	dispatchtest.HugeAnswer:      practice.AlwaysAt(practice.MailHello, practice.MailFlood),
	dispatchtest.MalformedAnswer: practice.AlwaysAt(practice.MailRcpt, practice.MailBabble),
	dispatchtest.TryLater:        practice.AlwaysAt(practice.MailRcpt, practice.MailBusy),
	dispatchtest.Refused:         practice.AlwaysAt(practice.MailRcpt, practice.MailRefuse),
}

func TestChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	forms := map[string]func(testing.TB) dispatch.Parcel{"sealed": o.sealedParcel, "locked": lockedParcel}
	for name, parcel := range forms {
		for _, transport := range []string{"STARTTLS", "implicit TLS"} {
			t.Run(name+", "+transport, func(t *testing.T) {
				t.Parallel()
				dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
					return o.rig(t, fault, parcel(t), transport == "implicit TLS")
				})
			})
		}
	}
}

func (o office) rig(t *testing.T, fault dispatchtest.Fault, parcel dispatch.Parcel, implicit bool) dispatchtest.Rig {
	t.Helper()
	settings := practice.MailConfig{Script: mailFaults[fault], Implicit: implicit}
	if fault == dispatchtest.WrongCertificate {
		settings.TLS = serverTLS(o.ca.Untrusted())
	}
	server := o.startMail(t, settings)
	config := o.config(t, server.URL())
	switch fault {
	case dispatchtest.Gone:
		config.URL = gone(t)
	case dispatchtest.WrongPassword:
		config.Password = []byte("un autre")
	}
	return dispatchtest.Rig{
		Channel: newChannel(t, config), Parcel: parcel,
		Received: func() int {
			n := 0
			for _, m := range messages(t, server) {
				if o.whole(t, m, parcel) {
					n++
				}
			}
			return n
		},
		Private:      append(dispatchtest.SamplePrivate(), to, "officine", user, "s3cret-d'essai", "un autre", passphrase),
		Inapplicable: []dispatchtest.Fault{dispatchtest.Redirect},
	}
}
