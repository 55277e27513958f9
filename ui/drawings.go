package ui

import "github.com/souspli/souspli/dispatch"

type iconName string

// Two half circles: the renderer draws a line across a circle that is closed.
const ring = "M3 12a9 9 0 0 1 18 0 a9 9 0 0 1 -18 0 "

// drawings are paths on a 24 by 24 grid.
var drawings = map[iconName]string{
	"send":      "M21 3L10 14 M21 3l-6.5 18-4.5-7-7-4.5z",
	"todo":      "M10 6h10 M10 12h10 M10 18h10 M3.5 6l1.2 1.2L7 5 M3.5 12l1.2 1.2L7 11 M3.5 18l1.2 1.2L7 17",
	"history":   "M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.5 M3.5 4v4.5H8 M12 7.5V12l3 2",
	"book":      "M6 3.5h11a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5H6z M3.5 8H7 M3.5 12H7 M3.5 16H7 M10.5 9.5a2 2 0 0 1 4 0 a2 2 0 0 1 -4 0 M9.5 16.5c.4-1.8 1.5-2.5 3-2.5s2.6.7 3 2.5",
	"registers": "M4.5 3.5h13v17h-13z M17.5 6.5h2v14h-13 M8 8h6 M8 12h6 M8 16h4",
	"settings":  "M4 7h9 M17 7h3 M15 5v4 M4 12h3 M11 12h9 M9 10v4 M4 17h9 M17 17h3 M15 15v4",
	"help":      ring + "M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7v.3 M12 16.8v.2",

	"document": "M6 3h8l5 5v13H6z M14 3v5h5 M9 13h7 M9 17h5",
	"folder":   "M3 6h6l2 2h10v11H3z",
	"up":       "M12 19V6 M6.5 11.5L12 6l5.5 5.5",
	"down":     "M12 5v13 M6.5 12.5L12 18l5.5-5.5",
	"drop":     "M12 4v11 M7.5 10.5L12 15l4.5-4.5 M4 15v5h16v-5",
	"add":      "M12 5v14 M5 12h14",
	"close":    "M7 7l10 10 M17 7L7 17",
	"opened":   "M6 9.5l6 6 6-6",
	"closed":   "M9.5 6l6 6-6 6",
	"previous": "M14.5 6l-6 6 6 6",
	"next":     "M9.5 6l6 6-6 6",
	"zoom":     "M4 10.5a6.5 6.5 0 0 1 13 0 a6.5 6.5 0 0 1 -13 0 M15.5 15.5L20 20 M10.5 7.5v6 M7.5 10.5h6",
	"lock":     "M5 11h14v10H5z M8 11V7.5a4 4 0 0 1 8 0V11",
	"search":   "M4 10.5a6.5 6.5 0 0 1 13 0 a6.5 6.5 0 0 1 -13 0 M15.5 15.5L20 20",
	"info":     ring + "M12 11v5.5 M12 7.8v.2",
	"key":      "M4 11.5a4 4 0 0 1 8 0 a4 4 0 0 1 -8 0 M12 11.5h9 M18 11.5v4",

	"box":        "M5.5 5h13a.5.5 0 0 1 .5 .5v13a.5.5 0 0 1 -.5 .5h-13a.5.5 0 0 1 -.5 -.5v-13a.5.5 0 0 1 .5 -.5",
	"box_ticked": "M5.5 5h13a.5.5 0 0 1 .5 .5v13a.5.5 0 0 1 -.5 .5h-13a.5.5 0 0 1 -.5 -.5v-13a.5.5 0 0 1 .5 -.5 M8.2 12.2l2.7 2.7L15.8 9.5",
	"chosen":     ring + "M9.2 12a2.8 2.8 0 0 1 5.6 0 a2.8 2.8 0 0 1 -5.6 0 M10.7 12a1.3 1.3 0 0 1 2.6 0 a1.3 1.3 0 0 1 -2.6 0",

	"ring":      ring,
	"done":      ring + "M8 12.3l2.8 2.8L16 9.5",
	"clock":     ring + "M12 7.5V12l3 2",
	"sending":   ring + "M12 16V8 M8.5 11.5L12 8l3.5 3.5",
	"warning":   "M12 4L2.8 20h18.4z M12 10v4.5 M12 17.3v.2",
	"stop":      "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z M9 9l6 6 M15 9l-6 6",
	"question":  ring + "M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7v.3 M12 16.8v.2",
	"forbidden": ring + "M5.7 5.7l12.6 12.6",
	"partial":   ring + "M8 12h8",
	"by_hand":   "M6 7.5a3.5 3.5 0 0 1 7 0 a3.5 3.5 0 0 1 -7 0 M3 20c.6-4 3-6 6.5-6 1.6 0 2.9.4 4 1.2 M15 18.5l2 2 4-4.5",

	"mail":      "M3 6h18v12H3z M3.5 6.5L12 13l8.5-6.5",
	"mail_lock": "M21 11V5H3v12h8 M3.5 5.5L12 12l8.5-6.5 M15 17h6v4.5h-6z M16.5 17v-1.5a1.5 1.5 0 0 1 3 0V17",
	"cloud_fax": "M7 18A4.5 4.5 0 0 1 6.5 9A6 6 0 0 1 18 8.5A4.8 4.8 0 0 1 17 18z M9.5 12h5 M9.5 15h5",
	"fax":       "M7 9V3h10v6 M7 18H4V9h16v9h-3 M7 14h10v7H7z",
	"portal":    "M13 4h7v16h-7 M4 12h10 M10.5 8.5L14 12l-3.5 3.5",
	"chat":      "M4 5h16v11h-9l-4 4v-4H4z",
	"phone":     "M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2C11.5 20 4 12.5 4 5.5a2 2 0 0 1 2-2z",
	"video":     "M3 7h12v10H3z M15 11l6-3.5v9L15 13",
	"person":    "M8 8a4 4 0 0 1 8 0 a4 4 0 0 1 -8 0 M4 20.5c.8-4 3.8-6 8-6s7.2 2 8 6",
	"network":   "M12 4v10 M5 14V9h14v5 M3 14h4v6H3z M17 14h4v6h-4z M10 14h4v6h-4z",
	"record":    "M8 3.5h8v3H8z M8 5H5v16h14V5h-3 M7.5 14H10l1.5-3 2 5 1-2h2",
	"archive":   "M3 4h18v5H3z M5 9v11h14V9 M10 13h4",
}

var channelIcons = map[dispatch.ChannelKind]iconName{
	dispatch.EMR:            "record",
	dispatch.RSSSSystem:     "network",
	dispatch.PSV:            "network",
	dispatch.Teams:          "chat",
	dispatch.EmailNetwork:   "mail",
	dispatch.EmailEncrypted: "mail_lock",
	dispatch.CloudFax:       "cloud_fax",
	dispatch.TraditionalFax: "fax",
	dispatch.Archives:       "archive",
	dispatch.Phone:          "phone",
	dispatch.Video:          "video",
	dispatch.Portal:         "portal",
	dispatch.InPerson:       "person",
}

func channelIcon(kind dispatch.ChannelKind) iconName {
	if name, ok := channelIcons[kind]; ok {
		return name
	}
	return "forbidden"
}
