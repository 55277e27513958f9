package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// settingsScreen holds the language, the profile of the clinic and the accounts.
type settingsScreen struct {
	u        *UI
	root     *fyne.Container
	right    *fyne.Container // the lists, an account, or the form of a new one
	accounts *accountsPane
	portal   *portalDays
	forget   *passphraseDays
	keep     *widget.Button
	notice   *notice

	name, organisation, address, phone, fax, email *field
	role                                           dispatch.SenderRole
	roleSelect                                     *widget.Select
	cover                                          string // language of cover pages
	coverSelect                                    *widget.Select

	slot, saveSlot slot
}

func newSettingsScreen(u *UI) *settingsScreen {
	s := &settingsScreen{u: u, right: container.NewStack(), notice: newNotice(u), role: dispatch.OtherRole}
	s.accounts, s.portal = newAccountsPane(s), newPortalDays(u, s.notice)
	s.forget = newPassphraseDays(u, s.notice)
	s.keep = widget.NewButton(u.t("save_profile"), s.save)
	bar := newColumn(gap, s.notice.content, buttonBar(s.keep))
	left := filled(paneTitle(u.t("profile")), bar, scrolled(s.profile()))
	s.root = newPanes(gapTriple, []track{share(1), fixed(1), share(1)}, left, upright(), s.right)
	s.render()
	return s
}

func (s *settingsScreen) content() fyne.CanvasObject { return s.root }

// setup is what the screen reads at once.
type setup struct {
	sender   dispatch.Sender
	accounts []dispatch.Account
	days     desk.PortalDays
	forget   int // days after which passphrases are
}

func (s *settingsScreen) enter() {
	run(s.u, &s.slot, func(ctx context.Context) (setup, error) {
		sender, _, err := s.u.desk.Sender(ctx)
		if err != nil {
			return setup{}, err
		}
		accounts, err := s.u.desk.Accounts(ctx)
		if err != nil {
			return setup{}, err
		}
		days, err := s.u.desk.PortalDays(ctx)
		if err != nil {
			return setup{}, err
		}
		forget, err := s.u.desk.PassphraseDays(ctx)
		return setup{sender, accounts, days, forget}, err
	}, func(read setup, err error) {
		if err != nil {
			s.notice.fail(err)
			return
		}
		s.fill(read.sender)
		s.portal.fill(read.days)
		s.forget.fill(read.forget)
		s.accounts.list(read.accounts)
	})
}

// render draws the lists, or what is open of an account.
func (s *settingsScreen) render() {
	content := s.accounts.opened()
	if content == nil {
		content = scrolled(newColumn(gapTriple, s.languages(), s.accounts.content, s.portal.content, s.forget.content, s.about()))
	}
	s.keep.Importance = widget.HighImportance
	if s.accounts.form != nil || s.accounts.gateway != nil { // each has its own primary button
		s.keep.Importance = widget.MediumImportance
	}
	s.keep.Refresh()
	s.right.Objects = []fyne.CanvasObject{content}
	s.right.Refresh()
}

func (s *settingsScreen) back() {
	if s.accounts.gateway != nil {
		s.accounts.gateway.leave()
		return
	}
	s.accounts.close()
}

// changed is nothing here: a profile being written does not change under the hands.
func (s *settingsScreen) changed() {}

func (s *settingsScreen) submit() {
	switch {
	case s.accounts.form != nil:
		s.accounts.form.save()
	case s.accounts.gateway != nil:
		s.accounts.gateway.submit()
	default:
		s.save()
	}
}

func (s *settingsScreen) profile() fyne.CanvasObject {
	u := s.u
	s.name, s.organisation, s.address = u.field(""), u.field(""), u.area("", 2)
	s.phone, s.fax, s.email = u.field(""), u.field(""), u.field("")
	s.roleSelect = newSelect(s.roles(), s.role, func(r dispatch.SenderRole) { s.role = r })
	s.coverSelect = newSelect(s.coverLanguages(), s.cover, func(language string) { s.cover = language })
	halves := []track{share(1), share(1)}
	return newColumn(gap+gapHalf,
		caption(u.t("profile_explained")),
		labelled(u.t("organisation"), s.organisation),
		newTopRow(gap, halves, labelled(u.t("sender_name"), s.name), labelled(u.t("role"), outlined(s.roleSelect))),
		newTopRow(gap, halves, labelled(u.t("sender_phone"), s.phone), labelled(u.t("fax"), s.fax)),
		newTopRow(gap, halves, labelled(u.t("email"), s.email), labelled(u.t("cover_language"), outlined(s.coverSelect))),
		labelled(u.t("postal_address"), s.address))
}

func (s *settingsScreen) roles() []option[dispatch.SenderRole] {
	var options []option[dispatch.SenderRole]
	for _, r := range []dispatch.SenderRole{
		dispatch.Physician, dispatch.Resident, dispatch.NursePractitioner, dispatch.Dentist, dispatch.Midwife,
		dispatch.Nurse, dispatch.Clerk, dispatch.Extern, dispatch.Pharmacist, dispatch.OtherRole,
	} {
		options = append(options, option[dispatch.SenderRole]{r, capital(s.u.texts.Text("role_" + string(r)))})
	}
	return options
}

// coverLanguages are what fax cover pages can be written in, by the values of dispatch.Sender.
func (s *settingsScreen) coverLanguages() []option[string] {
	return []option[string]{
		{"", s.u.t("cover_both")}, {string(wording.French), s.u.t("cover_french")}, {string(wording.English), s.u.t("cover_english")},
	}
}

func (s *settingsScreen) fill(sender dispatch.Sender) {
	s.name.SetText(sender.Name)
	s.organisation.SetText(sender.Organisation)
	s.address.SetText(sender.Address)
	s.phone.SetText(s.u.texts.PhoneNumber(sender.Phone))
	s.fax.SetText(s.u.texts.PhoneNumber(sender.Fax))
	s.email.SetText(sender.Email)
	s.coverSelect.SetSelected(wordsFor(s.coverLanguages(), sender.CoverLanguage))
	if sender.Role != "" {
		s.roleSelect.SetSelected(wordsFor(s.roles(), sender.Role))
	}
}

func (s *settingsScreen) save() {
	sender := dispatch.Sender{
		Name: strings.TrimSpace(s.name.Text), Organisation: strings.TrimSpace(s.organisation.Text),
		Address: strings.TrimSpace(s.address.Text), Phone: e164(s.phone.Text), Fax: e164(s.fax.Text),
		Email: strings.TrimSpace(s.email.Text), Role: s.role, Language: string(s.u.texts.Language()),
		CoverLanguage: s.cover,
	}
	act(s.u, &s.saveSlot, noValue(func(ctx context.Context) error { return s.u.desk.SaveSender(ctx, sender) }),
		func(_ nothing, err error) {
			if err != nil {
				s.notice.fail(err)
				return
			}
			s.notice.tell(s.u.t("profile_saved"))
			s.u.refresh()
		})
}

func (s *settingsScreen) languages() fyne.CanvasObject {
	u := s.u
	choose := newRadio([]option[wording.Language]{
		{wording.French, u.t("french")}, {wording.English, u.t("english")},
	}, u.texts.Language(), u.choose)
	choose.Horizontal = true
	return newColumn(gap, heading(u.t("language")), choose)
}

func (s *settingsScreen) about() fyne.CanvasObject {
	u := s.u
	version := u.config.App.Metadata().Version
	words := u.t("about_development")
	if version != "" {
		words = u.t("about_version", "version", version)
	}
	return newColumn(gap, heading(u.t("about")), container.New(column{gapHalf}, body(words), caption(u.t("about_explained"))))
}
