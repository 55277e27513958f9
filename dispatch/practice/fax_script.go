package practice

import "strings"

// FaxStep is a moment in the reception of a fax.
type FaxStep string

// The steps, in order.
const (
	FaxHello    FaxStep = "hello"    // a client has connected
	FaxLogin    FaxStep = "login"    // it has given the right name and password
	FaxNumber   FaxStep = "number"   // it has named the number to dial
	FaxTransfer FaxStep = "transfer" // it wants to send or to list: an address is due
	FaxMidway   FaxStep = "midway"   // the first bytes of a document have come
	FaxSubmit   FaxStep = "submit"   // it orders to dial, nothing is done yet
	FaxKept     FaxStep = "kept"     // the fax is in the queue, the reply is due
	FaxList     FaxStep = "list"     // a listing is due
)

// FaxFault is what the machine does at a step instead of going on.
type FaxFault string

// The faults. The empty one goes on.
const (
	FaxBusy      FaxFault = "busy"      // a reply 421
	FaxRefuse    FaxFault = "refuse"    // a reply 5xx
	FaxDecline   FaxFault = "decline"   // a reply 460: the scheduler does not take the job
	FaxHangUp    FaxFault = "hang_up"   // closes the connection
	FaxFlood     FaxFault = "flood"     // an answer without end
	FaxBabble    FaxFault = "babble"    // something that is no answer
	FaxElsewhere FaxFault = "elsewhere" // names another machine for the data
	FaxLoseBytes FaxFault = "lose"      // keeps less of a document than came
)

// FaxScript decides what goes wrong at a step. It is called by several sessions at once.
type FaxScript func(FaxStep) FaxFault

// FaxAlwaysAt is the script of one fault at one step.
func FaxAlwaysAt(step FaxStep, fault FaxFault) FaxScript {
	return func(s FaxStep) FaxFault {
		if s == step {
			return fault
		}
		return ""
	}
}

// faultAt asks the script.
func (s *faxSession) faultAt(step FaxStep) FaxFault {
	if s.fax.config.Script == nil {
		return ""
	}
	return s.fax.config.Script(step)
}

// play acts a fault out on the control connection, and reports whether it took the step's place.
func (s *faxSession) play(step FaxStep) bool {
	switch s.faultAt(step) {
	case FaxBusy:
		s.reply(421, "Practice: try again later")
		s.over = true
	case FaxRefuse:
		s.reply(504, "Practice: refused for good")
	case FaxDecline:
		s.reply(460, "Failed to submit job: practice scheduler NAK'd request")
	case FaxHangUp:
		s.over = true
	case FaxFlood:
		s.flood()
	case FaxBabble:
		s.say("How do you do?\r\n")
		s.over = true
	default:
		return false
	}
	return true
}

// flood writes until nobody listens any more.
func (s *faxSession) flood() {
	for line := "220-" + strings.Repeat("x", 500) + "\r\n"; !s.over; {
		s.say(line)
	}
}
