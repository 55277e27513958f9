package desk

// figuresStore keeps what the log tells in figures.
type figuresStore interface{}
