package policy

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// channel is a dispatch.ChannelKind as a small number, in the order of the published list.
type channel uint8

const (
	emr channel = iota
	rsssSystem
	psv
	teams
	emailNetwork
	emailEncrypted
	cloudFax
	fax
	archives
	phone
	video
	portal
	inPerson
	sms
	social
	emailPersonal
	emailUniversity
	autoForward

	channelCount = iota
	none         = channel(channelCount)
)

var channelNames = [channelCount]dispatch.ChannelKind{
	emr:             dispatch.EMR,
	rsssSystem:      dispatch.RSSSSystem,
	psv:             dispatch.PSV,
	teams:           dispatch.Teams,
	emailNetwork:    dispatch.EmailNetwork,
	emailEncrypted:  dispatch.EmailEncrypted,
	cloudFax:        dispatch.CloudFax,
	fax:             dispatch.TraditionalFax,
	archives:        dispatch.Archives,
	phone:           dispatch.Phone,
	video:           dispatch.Video,
	portal:          dispatch.Portal,
	inPerson:        dispatch.InPerson,
	sms:             dispatch.SMS,
	social:          dispatch.Social,
	emailPersonal:   dispatch.EmailPersonal,
	emailUniversity: dispatch.EmailUniversity,
	autoForward:     dispatch.AutoForward,
}

// channelOf is the channel of a name; none for any other.
func channelOf(kind dispatch.ChannelKind) channel {
	if kind == "" {
		return none
	}
	if i := slices.Index(channelNames[:], kind); i >= 0 {
		return channel(i) //nolint:gosec // i is below channelCount
	}
	return none
}

// system reports whether ch is one of the three made for exchanges in the network.
func (ch channel) system() bool { return ch <= psv }
