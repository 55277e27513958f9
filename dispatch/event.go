package dispatch

import "time"

// EventType names what happened.
type EventType string

// The events of the log.
const (
	EventCreated         EventType = "created"
	EventByHand          EventType = "done_by_hand"
	EventReleased        EventType = "released" // the undo window passed
	EventCancelled       EventType = "cancelled"
	EventAttemptStarted  EventType = "attempt_started"
	EventAttemptEnded    EventType = "attempt_ended"
	EventFollowed        EventType = "followed"  // the other side told more
	EventAsked           EventType = "asked"     // the other side was asked for our reference
	EventRecovered       EventType = "recovered" // an attempt was found open after a stop
	EventResolved        EventType = "resolved"  // a person settled an unknown
	EventPassphraseShown EventType = "passphrase_shown"
	EventRecipientSaved  EventType = "recipient_saved"
	EventRouteVerified   EventType = "route_verified"
	EventRouteDoubted    EventType = "route_doubted"   // what came of a fax speaks against its number, or no longer does
	EventHeldBack        EventType = "held_back"       // left to a person before it began to leave
	EventLetGo           EventType = "let_go"          // a person lets go of what was held back
	EventRecallAsked     EventType = "recall_asked"    // a person wants what was sent to be stopped
	EventRecallAnswered  EventType = "recall_answered" // what came of it, under "answer"
	EventKeySaved        EventType = "key_saved"
	EventAccountSaved    EventType = "account_saved"
	EventAccountRemoved  EventType = "account_removed"

	EventExtendAsked         EventType = "extend_asked"         // a person wants access on a portal to be prolonged
	EventExtendFailed        EventType = "extend_failed"        // it was not: why stands under "code"
	EventTidied              EventType = "tidied"               // what an ended upload left was taken away
	EventLeftBehind          EventType = "left_behind"          // it could not be, for now: why stands under "code"
	EventExtended            EventType = "extended"             // access on a portal was prolonged
	EventArrivalConfirmed    EventType = "arrival_confirmed"    // the recipient said that it arrived
	EventPassphraseGiven     EventType = "passphrase_given"     // told to the recipient by telephone
	EventPassphraseForgotten EventType = "passphrase_forgotten" // destroyed after its time
	EventSecretDrawn         EventType = "secret_drawn"         // a secret for a recipient waits to be told
	EventSecretAgreed        EventType = "secret_agreed"        // the recipient was told it: it is in use, in place of an earlier one
	EventSecretForgotten     EventType = "secret_forgotten"
	EventBounced             EventType = "bounced" // a delivery status notification came back, told under "action"
	EventKeyFound            EventType = "key_found"
	EventKeyRefreshed        EventType = "key_refreshed"
	EventRecipientsImported  EventType = "recipients_imported"
	EventRecipientsMerged    EventType = "recipients_merged"
	EventRecipientRemoved    EventType = "recipient_removed"
	EventSignedIn            EventType = "signed_in" // a person signed in to a service in the browser
	EventGatewayApproved     EventType = "gateway_approved"
	EventGatewayTested       EventType = "gateway_tested"
)

// The events of the registers. Those of an incident tell its id under "incident".
const (
	EventIncidentOpened       EventType = "incident_opened"
	EventIncidentChanged      EventType = "incident_changed" // what changed stands under the names of its fields, as JSON
	EventIncidentLinked       EventType = "incident_linked"  // to another dispatch
	EventIncidentNotified     EventType = "incident_notified"
	EventIncidentClosed       EventType = "incident_closed"
	EventIncidentReopened     EventType = "incident_reopened"
	EventIncidentPrinted      EventType = "incident_printed" // what was made of it stands under "what"
	EventIncidentDeclared     EventType = "incident_declared"
	EventRegisterExported     EventType = "register_exported"
	EventRegisterProfileSaved EventType = "register_profile_saved"
	EventCommunicationsListed EventType = "communications_listed" // for one patient
)

// The events of the window's lock, and of the recovery code.
const (
	EventLocked            EventType = "locked"        // why stands under "why": asked or idle
	EventUnlocked          EventType = "unlocked"      // what opened it stands under "by"
	EventUnlockFailed      EventType = "unlock_failed" // never with what was typed
	EventLockChanged       EventType = "lock_changed"
	EventRecoveryRenewed   EventType = "recovery_renewed" // the earlier code opens nothing any more
	EventRecoveryConfirmed EventType = "recovery_confirmed"
	EventVaultRekeyed      EventType = "vault_rekeyed" // something else opens the home, beside the recovery code
)

// The events of the tasks.
const (
	EventPutAway EventType = "put_away" // a person has seen that it failed, and nothing more is to be done; why under "why"
	EventTakenUp EventType = "taken_up" // it is to be done after all
	// EventRecipientsExported tells that people of the address book left it as a file: how many under "n".
	EventRecipientsExported EventType = "recipients_exported"
)

// Event is one line of the log, appended and never changed. Details are sealed at rest.
type Event struct {
	Seq      int64             `json:"seq"`
	ID       ID                `json:"id"`
	Type     EventType         `json:"type"`
	Dispatch ID                `json:"dispatch,omitempty"`
	At       time.Time         `json:"at"`
	Actor    string            `json:"actor,omitempty"` // the person's account name, or "souspli"
	Details  map[string]string `json:"details,omitempty"`
}
