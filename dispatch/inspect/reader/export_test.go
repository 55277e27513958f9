package reader

// Shadow is how many times the memory of a child the race detector takes; 1 when it is off.
const Shadow = shadow
