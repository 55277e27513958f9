package reader

// Shadow is how many times the memory of a child the detector of races takes, when it is on.
const Shadow = shadow
