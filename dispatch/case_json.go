package dispatch

import "encoding/json"

// MarshalJSON writes what is not known as null.
func (c Case) MarshalJSON() ([]byte, error) {
	type plain Case
	return json.Marshal(struct {
		plain
		RecipientClass      *Class         `json:"recipient_class"`
		RecipientAddress    *string        `json:"recipient_address"`
		DocKind             *DocumentKind  `json:"doc_kind"`
		Payload             *Payload       `json:"payload"`
		System              *ChannelKind   `json:"system"`
		RecipientPreference *ChannelKind   `json:"recipient_preference"`
		SenderAccount       *SenderAccount `json:"sender_account"`
		SenderRole          *SenderRole    `json:"sender_role"`
	}{
		plain(c), nullable(c.RecipientClass), nullable(c.RecipientAddress), nullable(c.DocKind), nullable(c.Payload),
		nullable(c.System), nullable(c.RecipientPreference), nullable(c.SenderAccount), nullable(c.SenderRole),
	})
}

// MarshalJSON writes lists that are never null, and null for the first of an empty one.
func (a Answer) MarshalJSON() ([]byte, error) {
	type plain Answer
	a.Allowed = present(a.Allowed)
	a.WithReason = present(a.WithReason)
	a.Forbidden = present(a.Forbidden)
	a.Warnings = present(a.Warnings)
	a.Rules = present(a.Rules)
	if a.ReasonCodes == nil {
		a.ReasonCodes = map[ChannelKind]Code{}
	}
	return json.Marshal(struct {
		plain
		First *ChannelKind `json:"first"`
	}{plain(a), nullable(a.First)})
}

// nullable is nil for an empty string.
func nullable[S ~string](s S) *S {
	if s == "" {
		return nil
	}
	return &s
}

func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
