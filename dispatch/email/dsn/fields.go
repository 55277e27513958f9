package dsn

import (
	"bytes"
	"strings"
)

// mostFields bounds one group of fields; a real head has a few dozen.
const mostFields = 1000

// fields is a group of header fields by their names in lower case. The first of a name counts: what a relay
// or a forger adds comes after what was there.
type fields map[string]string

// take reads one group and the blank line that ends it. Lines that are no field are passed over: notices are
// written by many hands.
func take(data []byte) (group fields, rest []byte) {
	group = fields{}
	name := ""
	for len(data) > 0 {
		var line []byte
		line, data = nextLine(data)
		if len(bytes.TrimSpace(line)) == 0 {
			return group, data
		}
		name = group.add(name, string(line))
	}
	return group, nil
}

// add takes in a line and returns the name of the field that a folded line would continue.
func (f fields) add(last, line string) string {
	if line[0] == ' ' || line[0] == '\t' {
		if last != "" {
			f[last] += " " + strings.TrimSpace(line)
		}
		return last
	}
	name, value, found := strings.Cut(line, ":")
	name = strings.ToLower(strings.TrimSpace(name))
	if _, known := f[name]; !found || name == "" || known || len(f) >= mostFields {
		return ""
	}
	f[name] = strings.TrimSpace(value)
	return name
}

func nextLine(data []byte) (line, rest []byte) {
	end := bytes.IndexByte(data, '\n')
	if end < 0 {
		return data, nil
	}
	return bytes.TrimSuffix(data[:end], []byte{'\r'}), data[end+1:]
}

// value is a field without the comments that RFC 5322 allows around it.
func (f fields) value(name string) string {
	value, _, _ := strings.Cut(f[name], "(")
	return strings.TrimSpace(value)
}

// typed is the second half of a field such as "rfc822; someone@example.org".
func (f fields) typed(name string) string {
	_, value, found := strings.Cut(f[name], ";")
	if !found {
		return ""
	}
	return strings.TrimSpace(value)
}

// address is a typed field that holds an address.
func (f fields) address(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(f.typed(name), "<"), ">")
}

// messageID is what stands between the angle brackets.
func (f fields) messageID() string {
	_, id, _ := strings.Cut(f["message-id"], "<")
	id, _, found := strings.Cut(id, ">")
	if !found {
		return ""
	}
	return id
}
