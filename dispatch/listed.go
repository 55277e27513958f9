package dispatch

// Listed is an entry of a directory as it was read, before anything of it was checked. Fields that the
// directory says nothing of are empty.
type Listed struct {
	Line      int       // of the file, from 1; 0: the directory has no lines
	Recipient Recipient // its Directory names the source
	Problem   string    // code of why it could not be read; empty: it was
	Field     string    // at fault, beside Problem; empty: none or all
}

// Imported is a recipient as an import leaves it, and as it was before; nil: it is new.
type Imported struct {
	Before *Recipient `json:"before,omitempty"`
	After  Recipient  `json:"after"`
}

// RoutesOver lists the routes of r over channel, the one to use first.
func (r Recipient) RoutesOver(channel ChannelKind) []Route {
	var over []Route
	for _, route := range r.Routes {
		if route.Channel == channel {
			over = append(over, route)
		}
	}
	return over
}

// Reaches reports whether r has the address over channel.
func (r Recipient) Reaches(channel ChannelKind, address string) bool {
	for _, route := range r.Routes {
		if route.Channel == channel && route.Address == address {
			return true
		}
	}
	return false
}
