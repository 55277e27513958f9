// Package failpoint names the moments at which the program may die, and lets a test make it die there.
//
// Promise: in the program that people get, a point is nothing: an empty function, inlined away. Built with the tag
// failpoints, the process kills itself, as kill -9 would, at the n-th passing of the point that SOUSPLI_FAILPOINT names
// as "point:n", and notes every passing in the file that SOUSPLI_FAILPOINT_TRACE names. Failure policy: a point that is not
// listed, or a number that is none, ends the program at once: a drill that does nothing must not look passed.
package failpoint
