package dsn

import (
	"bytes"
	"strings"
)

// Bounds of one group of fields: how many, a real head has a few dozen; and the bytes kept of one, folds joined.
const (
	mostFields   = 1000
	longestField = 16 << 10
)

// fields is a group of header fields by their names in lower case. The first of a name counts.
type fields map[string]string

// take reads one group and the blank line that ends it. Lines that are no field are passed over: notices are
// written by many hands.
func take(data []byte) (group fields, rest []byte) {
	group = fields{}
	var last field
	for len(data) > 0 {
		var line []byte
		line, data = nextLine(data)
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			last.add(line)
			continue
		}
		group.keep(&last)
		last = opened(line)
	}
	group.keep(&last)
	return group, data
}

// field is one that further lines may continue. Without a name it is none.
type field struct {
	name  string
	value []byte
}

func opened(line []byte) (f field) {
	name, value, found := bytes.Cut(line, []byte(":"))
	if found && len(name) <= longestField {
		f.name = string(bytes.ToLower(bytes.TrimSpace(name)))
		f.add(value)
	}
	return f
}

// add joins a line to the value, up to the longest.
func (f *field) add(line []byte) {
	line = bytes.TrimSpace(line)
	if len(f.value) > 0 && len(f.value) < longestField {
		f.value = append(f.value, ' ')
	}
	f.value = append(f.value, line[:min(len(line), longestField-len(f.value))]...)
}

func (f fields) keep(last *field) {
	if _, known := f[last.name]; !known && last.name != "" && len(f) < mostFields {
		f[last.name] = string(bytes.TrimSpace(last.value))
	}
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
