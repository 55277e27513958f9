package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/ui/licences"
)

// aboutPane says what this program is, where its rules come from, and what it is built from.
type aboutPane struct {
	u          *UI
	root       *fyne.Container
	components *fyne.Container
	open       bool
	slot       slot
}

func newAboutPane(u *UI) *aboutPane {
	a := &aboutPane{u: u, components: newColumn(0)}
	page := newColumn(gapTriple,
		newColumn(gap, heading(u.t("about")), body(u.version()), caption(u.t("about_explained")), u.build()),
		newColumn(gap, strong(u.t("about_rules")), body(u.t("about_rules_explained")), a.rulesLink()),
		newColumn(gap, strong(u.t("about_licences")), body(u.t("about_licences_explained")),
			newDisclosure(u.t("about_components"), &a.open, a.components, a.list)))
	if u.config.Crash != "" {
		page.Objects = append([]fyne.CanvasObject{a.crash()}, page.Objects...)
	}
	a.root = scrolled(page)
	return a
}

func (u *UI) version() string {
	if version := u.config.App.Metadata().Version; version != "" {
		return u.t("about_version", "version", version)
	}
	return u.t("about_development")
}

// build says from what the program was built, for whoever is asked for help.
func (u *UI) build() fyne.CanvasObject {
	info := u.config.Build
	if info == nil {
		return newColumn(0)
	}
	revision := u.t("about_no_revision")
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value[:min(12, len(s.Value))]
		}
	}
	return caption(u.t("about_build", "go", strings.TrimPrefix(info.GoVersion, "go"), "revision", revision))
}

func (a *aboutPane) rulesLink() fyne.CanvasObject {
	words := a.u.t("about_rules_page")
	return newRow(0, []track{own}, newPress(words, line(words).fit(whole).tint(theme.ColorNamePrimary), func() {
		a.u.helpAbout(topicRules)
	}))
}

// crash shows the report of the last crash, and takes it away.
func (a *aboutPane) crash() fyne.CanvasObject {
	u := a.u
	said := newNotice(u)
	forget := newButton(u.t("crash_forget"), nil)
	open := false
	report := newDisclosure(u.t("crash_show"), &open, caption(u.config.Crash), func() { a.root.Refresh() })
	forget.OnTapped = func() {
		if u.config.ForgetCrash != nil {
			if err := u.config.ForgetCrash(); err != nil {
				said.ask(u.t("crash_stays"))
				return
			}
		}
		u.config.Crash = ""
		setVisible(report, false)
		forget.Disable()
		said.tell(u.t("crash_forgotten"))
	}
	return newColumn(gap, strong(u.t("crash")), body(u.t("crash_explained")), report, newRow(gap, []track{own}, forget), said.content)
}

func (a *aboutPane) content() fyne.CanvasObject { return a.root }

func (a *aboutPane) enter() {}

// list reads the licences when somebody first asks for them.
func (a *aboutPane) list() {
	a.root.Refresh()
	if len(a.components.Objects) > 0 {
		return
	}
	run(a.u, &a.slot, func(context.Context) (licences.List, error) { return licences.All() }, func(l licences.List, err error) {
		if err != nil {
			a.components.Add(body(a.u.texts.Error(err)))
			return
		}
		for _, c := range l.Components {
			a.components.Add(a.component(l, c))
		}
		a.root.Refresh()
	})
}

// component is one line that opens onto the words of its licence, which are laid out only then.
func (a *aboutPane) component(l licences.List, c licences.Component) fyne.CanvasObject {
	name := strings.TrimSpace(c.Path + " " + c.Version)
	inside := newColumn(gap)
	open := false
	return newDisclosure(a.u.t("about_component", "name", name, "licence", strings.Join(c.Licences, ", ")), &open, inside, func() {
		if len(inside.Objects) == 0 {
			for _, i := range c.Texts {
				inside.Add(caption(l.Texts[i]))
			}
		}
		a.root.Refresh()
	})
}

func (a *aboutPane) changed() {}
