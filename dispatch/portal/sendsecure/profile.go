package sendsecure

import (
	"context"
	"net/url"
	"strconv"
)

// option is a setting of a security profile.
type option[T any] struct {
	Value      T    `json:"value"`
	Modifiable bool `json:"modifiable"` // a SafeBox may have its own
}

// profile is what the organisation demands of a SafeBox, as far as it matters here.
type profile struct {
	ID               int64            `json:"id"`
	SMS              option[bool]     `json:"allow_sms"`
	Voice            option[bool]     `json:"allow_voice"`
	Mail             option[bool]     `json:"allow_email"` // the code goes where the notice goes
	DoubleEncryption option[bool]     `json:"double_encryption"`
	Expiration       option[flexible] `json:"expiration_value"`
}

// profile is the account's, or the organisation's own.
func (s *session) profile(ctx context.Context) (profile, error) {
	wanted, err := s.profileID(ctx)
	if err != nil {
		return profile{}, err
	}
	var told struct {
		Profiles []profile `json:"security_profiles"`
	}
	_, err = s.do(ctx, request{
		path:  "enterprises/" + s.config.Enterprise + "/security_profiles.json",
		query: url.Values{"user_email": {s.config.User}},
	}, &told)
	if err != nil {
		return profile{}, err
	}
	for _, one := range told.Profiles {
		if one.ID == wanted {
			return one, one.suits()
		}
	}
	return profile{}, rejected("sendsecure_profile_unknown")
}

func (s *session) profileID(ctx context.Context) (int64, error) {
	if s.config.Profile != "" {
		return strconv.ParseInt(s.config.Profile, 10, 64)
	}
	var told struct {
		Default flexible `json:"default_security_profile_id"`
	}
	_, err := s.do(ctx, request{path: "enterprises/" + s.config.Enterprise + "/settings.json"}, &told)
	return int64(told.Default), err
}

// suits refuses a profile without a code by telephone, or with a key that somebody would have to hand over.
func (p profile) suits() error {
	if !p.SMS.Value && !p.Voice.Value || p.DoubleEncryption.Value && !p.DoubleEncryption.Modifiable {
		return rejected("sendsecure_profile_unfit")
	}
	return nil
}
