package dispatch

// Step is one step of the procedure as a case took it. Its sentence is in package wording under "path_" and its
// finding.
type Step struct {
	Number     int           `json:"step"` // of the published procedure: 1 to 11
	Finding    string        `json:"finding"`
	Rules      []string      `json:"rules"` // that this step brought in
	Allowed    []ChannelKind `json:"allowed,omitempty"`
	WithReason []ChannelKind `json:"with_reason,omitempty"`
	Refused    []ChannelKind `json:"refused,omitempty"`
	Dropped    []ChannelKind `json:"dropped,omitempty"` // no longer possible, without being refused
}
