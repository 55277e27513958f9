package identify

import "bytes"

const (
	shortestChart = 4
	longestChart  = 16
	chartDigits   = 3
)

// chart finds the number of a patient's file beside a cue and strikes it out.
func (f *Finder) chart(l *line, s span) {
	start := s.start
	for start < s.end && !alphanumeric(l.low, start) {
		start++
	}
	end := start
	for end < len(l.low) && end-start <= longestChart && (alphanumeric(l.low, end) || l.low[end] == '-' && alphanumeric(l.low, end+1)) {
		end++
	}
	value := l.low[start:end]
	if start == s.end || len(value) < shortestChart || len(value) > longestChart || digitsIn(value) < chartDigits {
		return
	}
	if n := figuresAt(l.low, start, len(l.low), false); n.starts(4, 2, 2) || n.starts(3, 3, 4) {
		return // a date, a telephone number
	}
	text := string(bytes.ToUpper(value))
	f.keep(l, span{start, end}, Identifier{Type: ChartNumber, Valid: true, value: text})
	f.people.other()
}

// The licence of the Collège des médecins has five digits, of other orders up to six; unconfirmed, so only
// beside a cue.
const (
	shortestLicence = 5
	longestLicence  = 6
)

// licence finds a professional's licence beside a cue and strikes it out.
func (f *Finder) licence(l *line, s span) {
	n, ok := figuresIn(l, s, false)
	if !ok || n.lengths[0] < shortestLicence || n.lengths[0] > longestLicence || n.digits[0] == '0' ||
		alphanumeric(l.low, n.ends[0]) {
		return
	}
	f.keep(l, span{n.start, n.ends[0]}, Identifier{Type: PhysicianLicence, Valid: true, value: string(n.digits[:n.lengths[0]])})
}

const formLength = len("ah-000")

// forms finds numbers of ministry forms and strikes them out: AH-216, AH-107A.
func (f *Finder) forms(l *line) {
	for from := 0; ; {
		next := bytes.Index(l.low[from:], []byte("ah-"))
		if next < 0 {
			return
		}
		start := from + next
		end := start + formLength
		from = start + 1
		if end > len(l.low) || digitsIn(l.low[start:end]) != 3 || !isCapital(l.plain[start]) || alphanumeric(l.low, start-1) {
			continue
		}
		if end < len(l.low) && isLetter(l.low[end]) {
			end++
		}
		if alphanumeric(l.low, end) {
			continue
		}
		f.keep(l, span{start, end}, Identifier{Type: MinistryForm, Valid: true, value: string(bytes.ToUpper(l.low[start:end]))})
	}
}
