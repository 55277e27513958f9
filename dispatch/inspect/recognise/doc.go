// Package recognise reads the text of pictures with Tesseract.
//
// Promise: pictures and text pass through pipes, never through files; a page costs at most its limits, and
// the program ends with the call. Failure policy: without Tesseract, or without the languages, nothing is
// recognised and the caller says so; a page that fails is an error with the code recognition_failed, and
// none of its text is made up. What Tesseract itself is unsure of is left out.
package recognise
