package mailbox

import "sync"

// mostNested is how deep lists may lie in one another. A message of a hundred parts in parts is one that nobody
// wrote; the library follows them by recursion, as far as memory lasts.
const mostNested = 200

// nesting looks at what is said in a visit, and refuses lists that lie too deep. Letters, which the server announces
// by their length, are passed over. It keeps nothing of what it sees.
type nesting struct {
	mu       sync.Mutex // what we say passes too
	depth    int
	letter   int64 // bytes of a letter still to come
	length   int64 // the number in {…}, while it is read
	counting bool
	counted  bool // a line that ends now is followed by a letter
}

// Write implements io.Writer. Its error is the end of the conversation.
func (n *nesting) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := 0; i < len(p); i++ {
		if n.letter > 0 {
			skipped := min(n.letter, int64(len(p)-i))
			n.letter -= skipped
			i += int(skipped) - 1
			continue
		}
		if n.see(p[i]); n.depth > mostNested {
			return 0, errTooMuch
		}
	}
	return len(p), nil
}

func (n *nesting) see(b byte) {
	switch {
	case b == '{':
		n.counting, n.counted, n.length = true, false, 0
	case n.counting && b >= '0' && b <= '9':
		n.length = min(10*n.length+int64(b-'0'), maxVisit)
	case n.counting && b == '}':
		n.counting, n.counted = false, true
	case b == '\n' && n.counted:
		n.letter, n.counted = n.length, false
	case b == '\n':
		n.depth = 0
	case b == '(':
		n.depth++
	case b == ')':
		n.depth = max(0, n.depth-1)
	case b != '\r' && b != '+':
		n.counting, n.counted = false, false
	}
}
