package dispatch

import "slices"

// ChannelKind is a way to communicate, as the policy names it.
type ChannelKind string

// The channels of the decision, in the order of the published list. The last five are never used.
const (
	EMR            ChannelKind = "emr"
	RSSSSystem     ChannelKind = "rsss_system"
	PSV            ChannelKind = "psv"
	Teams          ChannelKind = "teams"
	EmailNetwork   ChannelKind = "email_network"
	EmailEncrypted ChannelKind = "email_encrypted"
	CloudFax       ChannelKind = "cloud_fax"
	TraditionalFax ChannelKind = "fax"
	Archives       ChannelKind = "archives"
	Phone          ChannelKind = "phone"
	Video          ChannelKind = "video"
	Portal         ChannelKind = "portal"
	InPerson       ChannelKind = "in_person"

	SMS             ChannelKind = "sms"
	Social          ChannelKind = "social"
	EmailPersonal   ChannelKind = "email_personal"
	EmailUniversity ChannelKind = "email_university"
	AutoForward     ChannelKind = "auto_forward"
)

var channelKinds = []ChannelKind{
	EMR, RSSSSystem, PSV, Teams, EmailNetwork, EmailEncrypted, CloudFax, TraditionalFax, Archives,
	Phone, Video, Portal, InPerson, SMS, Social, EmailPersonal, EmailUniversity, AutoForward,
}

// ChannelKinds lists every channel in the order of the published list.
func ChannelKinds() []ChannelKind { return slices.Clone(channelKinds) }

// Valid reports whether k is a channel of the list.
func (k ChannelKind) Valid() bool { return slices.Contains(channelKinds, k) }

// Carried reports whether Souspli transmits over k itself. The others it explains and records.
func (k ChannelKind) Carried() bool { return k == EmailEncrypted || k == CloudFax || k == Portal }
