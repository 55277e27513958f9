// Package print makes the pages that people print: what must be on paper because it is wanted when the computer
// is not there, or by somebody who has no Souspli.
//
// Promise: a page is a PDF that stands alone, with its typefaces inside, in the language asked for; the same
// content at the same time gives the same bytes. A page of secrets says where to keep it.
//
// Failure policy: a page is written whole or not at all: nothing reaches the writer before the page is made.
package print
