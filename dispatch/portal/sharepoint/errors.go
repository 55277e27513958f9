package sharepoint

import "github.com/souspli/souspli/dispatch"

// Operations, as errors name them.
const (
	opNew   = "sharepoint.new"
	opCheck = "portal.check"
	opSend  = "portal.send"
	opFind  = "portal.find"
	opGraph = "sharepoint.graph"
)

func invalid(op, field, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

// malformed is the error of an answer that is not what Graph says it is.
func malformed() error {
	return &dispatch.Error{Op: opGraph, Kind: dispatch.KindRejected, Code: "sharepoint_malformed_answer"}
}

// altered is the error of a file that is not on the drive as it was sent.
func altered(code string) error {
	return &dispatch.Error{Op: "sharepoint.prove", Kind: dispatch.KindIntegrity, Code: code, Retry: true}
}
