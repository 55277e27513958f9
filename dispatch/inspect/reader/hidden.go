package reader

// What PDFium calls its page objects, and the way of writing that leaves no trace.
const (
	textObject    = 1
	formObject    = 5
	invisibleText = 3
	// maxTexts is how many objects of a page are asked: the text behind a scan comes in few.
	maxTexts = 2_000
)

// hidden reports whether most of a page's text cannot be seen: what a copier recognised lies behind the
// picture that it scanned.
func (l *library) hidden(page uint64) bool {
	seen, unseen := l.textObjects("FPDFPage_CountObjects", "FPDFPage_GetObject", page, true)
	return unseen > seen
}

// textObjects counts the texts that are seen and those that are not, also inside forms.
func (l *library) textObjects(count, get string, of uint64, deeper bool) (seen, unseen int) {
	for i := range min(l.integer(count, of), maxTexts) {
		object := l.call(get, of, uint64(i)) //nolint:gosec // at most maxTexts
		switch l.integer("FPDFPageObj_GetType", object) {
		case textObject:
			if l.integer("FPDFTextObj_GetTextRenderMode", object) == invisibleText {
				unseen++
			} else {
				seen++
			}
		case formObject:
			if deeper {
				s, u := l.textObjects("FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", object, false)
				seen, unseen = seen+s, unseen+u
			}
		}
	}
	return seen, unseen
}
