package ui

// deskRegisters is the register of incidents and that of communications.
type deskRegisters interface{}
