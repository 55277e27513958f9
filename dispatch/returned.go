package dispatch

// DeliveryReport is what a mail server says has become of a message, for one recipient (RFC 3464). Whoever
// can send mail can write one: nothing of it counts before all that names the message was matched.
type DeliveryReport struct {
	Envelope  string         `json:"envelope"`   // the ENVID that the message left with; empty: not told
	MessageID string         `json:"message_id"` // of the message that came back, without angle brackets
	Original  string         `json:"-"`          // the address that it was sent to; empty: not told
	Final     string         `json:"-"`          // the address at which it ended
	Action    DeliveryAction `json:"action"`
	Status    string         `json:"status"`         // RFC 3463: 5.1.1; empty: not told
	Code      string         `json:"code,omitempty"` // of the sentence that says why, for DeliveryFailed and DeliveryDelayed
}

// DeliveryAction is what a mail server did with a message (RFC 3464, 2.3.3).
type DeliveryAction string

// The actions. Only DeliveryDone says that it lies in the recipient's mailbox: a message that was relayed or
// expanded went on to where nothing more is told.
const (
	DeliveryFailed   DeliveryAction = "failed"
	DeliveryDelayed  DeliveryAction = "delayed" // still tried
	DeliveryDone     DeliveryAction = "delivered"
	DeliveryRelayed  DeliveryAction = "relayed"
	DeliveryExpanded DeliveryAction = "expanded"
)

// MailboxMark is up to where a folder of a mailbox was read (RFC 9051, 2.3.1.1). The zero value is its beginning.
type MailboxMark struct {
	Validity uint32 `json:"validity"`
	UID      uint32 `json:"uid"`
}
