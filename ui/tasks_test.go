package ui

// tasksScreens are kept as markup: what waits, who can be reached, and the settings.
var tasksScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"settings_display", func(r *rig) { r.section(sectionDisplay) }},
	{"settings_sending", func(r *rig) { r.section(sectionSending) }},
	{"settings_about", func(r *rig) { r.section(sectionAbout) }},
}
