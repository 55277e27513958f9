package desk

// registersStore keeps the register of incidents and that of communications.
type registersStore interface{}
