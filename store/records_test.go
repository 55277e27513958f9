package store_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestRecipient(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	r := pharmacy()
	_, err := h.Recipient(t.Context(), r.ID)
	notFound("recipient_not_found").check(t, err)

	for _, name := range []string{"Pharmacie Beaubien", "Pharmacie Jean-Talon"} {
		r.Name = name
		wantError{}.check(t, h.SaveRecipient(t.Context(), r, event(dispatch.EventRecipientSaved, start)))
		got, err := h.Recipient(t.Context(), r.ID)
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Fatalf("got %+v, %v\nwant %+v", got, err, r)
		}
	}
	if found, err := h.Recipients(t.Context(), "beaubien", 10); err != nil || len(found) != 0 {
		t.Fatalf("the old name still finds %v, %v", found, err)
	}
	if found, err := h.Recipients(t.Context(), "talon", 10); err != nil || len(found) != 1 {
		t.Fatalf("the new name finds %v, %v", found, err)
	}
	r.ID = "../escape"
	wantError{dispatch.KindInvalid, "id_malformed"}.check(t,
		h.SaveRecipient(t.Context(), r, event(dispatch.EventRecipientSaved, start)))
	verified(t, h, 2)
}

func TestRecipientsFindsByBeginningsInNameOrder(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for _, r := range []struct{ name, organisation, address string }{
		{"Zoé Ménard", "CLSC de l'Érable", "zoe.menard@clsc.example"},
		{"élise Cœur-Bélanger", "Clinique Sœurs-Grises", "+14185550123"},
		{"Émile Ménard", "Hôpital Saint-Luc", "emile@saint-luc.example"},
		{"Li Xu", "Cabinet 2000", "+15145550142"},
	} {
		saved := pharmacy()
		saved.Name, saved.Organisation, saved.Phone = r.name, r.organisation, ""
		saved.Routes[0].Address = r.address
		wantError{}.check(t, h.SaveRecipient(t.Context(), saved, event(dispatch.EventRecipientSaved, start)))
	}
	for name, test := range map[string]struct {
		query string
		limit int
		want  []string
	}{
		"an empty query":          {"", 0, []string{"élise Cœur-Bélanger", "Émile Ménard", "Li Xu", "Zoé Ménard"}},
		"only spaces":             {"   ", 2, []string{"élise Cœur-Bélanger", "Émile Ménard"}},
		"a word without accents":  {"menard", 0, []string{"Émile Ménard", "Zoé Ménard"}},
		"capitals":                {"MÉNARD", 0, []string{"Émile Ménard", "Zoé Ménard"}},
		"the beginning of a word": {"mén", 0, []string{"Émile Ménard", "Zoé Ménard"}},
		"two words":               {"menard luc", 0, []string{"Émile Ménard"}},
		"words of two people":     {"menard xu", 0, nil},
		"a ligature":              {"coeur", 0, []string{"élise Cœur-Bélanger"}},
		"a ligature in the query": {"sœurs", 0, []string{"élise Cœur-Bélanger"}},
		"a word of two letters":   {"xu", 0, []string{"Li Xu"}},
		"the middle of a word":    {"enard", 0, nil},
		"an address":              {"zoe.menard@clsc.example", 0, []string{"Zoé Ménard"}},
		"a number with dashes":    {"514 555-0142", 0, []string{"Li Xu"}},
		"a number in E.164":       {"+15145550142", 0, []string{"Li Xu"}},
		"a number with country":   {"1 (514) 555-0142", 0, []string{"Li Xu"}},
		"a number without area":   {"555-0142", 0, []string{"Li Xu"}},
		"the last four digits":    {"0142", 0, []string{"Li Xu"}},
		"a name and a number":     {"li 514 555 0142", 0, []string{"Li Xu"}},
		"the beginning of one":    {"514 555 01", 0, []string{"Li Xu"}},
		"another number":          {"514 555-0143", 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := h.Recipients(t.Context(), test.query, test.limit)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range found {
				names = append(names, r.Name)
			}
			if !reflect.DeepEqual(names, test.want) {
				t.Errorf("%q finds %q, want %q", test.query, names, test.want)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	_, _, err := h.OwnKey(t.Context())
	notFound("own_key_not_found").check(t, err)
	_, err = h.Key(t.Context(), "aa11")
	notFound("key_not_found").check(t, err)

	key := dispatch.Key{
		Fingerprint: "aa11", Addresses: []string{"a@clinique.example"}, Created: start,
		State: dispatch.KeyUnverified, Certificate: []byte{1, 2, 3},
	}
	older, newer := key, key
	older.Fingerprint, older.Own = "bb22", true
	newer.Fingerprint, newer.Own, newer.Created = "cc33", true, start.Add(time.Hour)
	saved := event(dispatch.EventKeySaved, start)
	wantError{}.check(t, h.SaveKey(t.Context(), key, saved))
	for _, own := range []dispatch.Key{older, newer} {
		wantError{}.check(t, h.SaveOwnKey(t.Context(), own, []byte("secret "+own.Fingerprint),
			event(dispatch.EventKeySaved, start)))
	}
	key.State = dispatch.KeyVerified
	wantError{}.check(t, h.SaveKey(t.Context(), key, event(dispatch.EventKeySaved, start)))

	if got, err := h.Key(t.Context(), "AA11"); err != nil || !reflect.DeepEqual(got, key) {
		t.Errorf("Key = %+v, %v; want %+v", got, err, key)
	}
	if got, secret, err := h.OwnKey(t.Context()); err != nil || !reflect.DeepEqual(got, newer) ||
		string(secret) != "secret cc33" {
		t.Errorf("OwnKey = %+v, %q, %v", got, secret, err)
	}
	if all, err := h.Keys(t.Context()); err != nil || !reflect.DeepEqual(all, []dispatch.Key{older, newer, key}) {
		t.Errorf("Keys = %+v, %v", all, err)
	}
	key.Fingerprint = ""
	wantError{dispatch.KindInvalid, "fingerprint_missing"}.check(t, h.SaveKey(t.Context(), key, saved))
	verified(t, h, 4)
}

// TestChangeKey: a change is made to what is kept, with its event, or not at all.
func TestChangeKey(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	change := func(fingerprint, problem string) (dispatch.Key, error) {
		return h.ChangeKey(t.Context(), fingerprint, func(k *dispatch.Key) (dispatch.Event, error) {
			k.State = dispatch.KeyBlocked
			if problem != "" {
				return dispatch.Event{}, &dispatch.Error{Kind: dispatch.KindConflict, Code: problem}
			}
			return event(dispatch.EventKeySaved, start), nil
		})
	}
	_, err := change("aa11", "")
	notFound("key_not_found").check(t, err)
	key := dispatch.Key{Fingerprint: "aa11", State: dispatch.KeyVerified, Created: start, Certificate: []byte{1}}
	wantError{}.check(t, h.SaveKey(t.Context(), key, event(dispatch.EventKeySaved, start)))
	_, err = change("AA11", "stale")
	wantError{dispatch.KindConflict, "stale"}.check(t, err)
	if got, err := h.Key(t.Context(), "aa11"); err != nil || got.State != dispatch.KeyVerified {
		t.Errorf("a change that failed was kept: %+v, %v", got, err)
	}
	verified(t, h, 1)
	changed, err := change("AA11", "")
	if got, failure := h.Key(t.Context(), "aa11"); err != nil || failure != nil || got.State != dispatch.KeyBlocked || !reflect.DeepEqual(got, changed) {
		t.Errorf("%+v, %v, %v; want %+v", got, err, failure, changed)
	}
	verified(t, h, 2)
}

// TestChangeAccount: an account is changed as it is kept now, and its secret with it or not at all.
func TestChangeAccount(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a := dispatch.Account{ID: newID(), Name: "Courriel", Channel: dispatch.EmailEncrypted, Created: start}
	change := func(secret []byte, problem string) (dispatch.Account, error) {
		return h.ChangeAccount(t.Context(), a.ID, secret, func(kept *dispatch.Account) (dispatch.Event, error) {
			kept.User += "+"
			if problem != "" {
				return dispatch.Event{}, &dispatch.Error{Kind: dispatch.KindConflict, Code: problem}
			}
			return event(dispatch.EventAccountSaved, start), nil
		})
	}
	_, err := change(nil, "")
	notFound("account_not_found").check(t, err)
	wantError{}.check(t, h.SaveAccount(t.Context(), a, []byte("first"), event(dispatch.EventAccountSaved, start)))
	for _, c := range []struct {
		secret        []byte
		problem, kept string
		user          string
	}{
		{[]byte("second"), "stale", "first", ""},
		{nil, "", "first", "+"},
		{[]byte("second"), "", "second", "++"},
	} {
		_, err := change(c.secret, c.problem)
		if dispatch.CodeOf(err) != c.problem {
			t.Fatal(err)
		}
		all, err := h.Accounts(t.Context())
		wantError{}.check(t, err)
		secret, err := h.AccountSecret(t.Context(), a.ID)
		wantError{}.check(t, err)
		if all[0].User != c.user || string(secret) != c.kept {
			t.Errorf("%q with %q, want %q with %q", all[0].User, secret, c.user, c.kept)
		}
	}
	verified(t, h, 3)
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a := dispatch.Account{
		ID: newID(), Name: "Télécopieur", Channel: dispatch.CloudFax, Provider: "hylafax",
		URL: "hylafax://fax.example:4559", User: "clinique", Created: start,
	}
	save := func(secret []byte) {
		t.Helper()
		wantError{}.check(t, h.SaveAccount(t.Context(), a, secret, event(dispatch.EventAccountSaved, start)))
	}
	secret := func(want string) {
		t.Helper()
		if got, err := h.AccountSecret(t.Context(), a.ID); err != nil || string(got) != want {
			t.Fatalf("AccountSecret = %q, %v; want %q", got, err, want)
		}
	}
	_, err := h.AccountSecret(t.Context(), a.ID)
	notFound("account_not_found").check(t, err)
	notFound("account_not_found").check(t, h.RemoveAccount(t.Context(), a.ID, event(dispatch.EventAccountRemoved, start)))

	save(nil)
	secret("")
	save([]byte("first"))
	a.Name = "Autre télécopieur"
	save(nil)
	secret("first")
	save([]byte("second"))
	secret("second")
	if all, err := h.Accounts(t.Context()); err != nil || !reflect.DeepEqual(all, []dispatch.Account{a}) {
		t.Fatalf("Accounts = %+v, %v", all, err)
	}
	wantError{}.check(t, h.RemoveAccount(t.Context(), a.ID, event(dispatch.EventAccountRemoved, start)))
	if all, err := h.Accounts(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("Accounts = %+v, %v", all, err)
	}
	a.Channel = "pigeon"
	wantError{dispatch.KindInvalid, "channel_unknown"}.check(t,
		h.SaveAccount(t.Context(), a, nil, event(dispatch.EventAccountSaved, start)))
	verified(t, h, 5)
}

// TestAccountsOldestFirst: the first account of a channel is the one that carries.
func TestAccountsOldestFirst(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for i, name := range []string{"Zéphyr", "Aurore", "Midi"} {
		a := dispatch.Account{
			ID: newID(), Name: name, Channel: dispatch.CloudFax, Provider: "hylafax",
			Created: start.Add(time.Duration(i) * time.Hour),
		}
		wantError{}.check(t, h.SaveAccount(t.Context(), a, nil, event(dispatch.EventAccountSaved, start)))
	}
	all, err := h.Accounts(t.Context())
	wantError{}.check(t, err)
	if len(all) != 3 || all[0].Name != "Zéphyr" || all[1].Name != "Aurore" || all[2].Name != "Midi" {
		t.Errorf("not in the order in which they came: %+v", all)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	var got dispatch.Sender
	if set, err := h.Setting(t.Context(), "sender", &got); err != nil || set {
		t.Fatalf("a setting never saved reads %v, %v", set, err)
	}
	for _, name := range []string{"Rosalie Gagné", "Marc Tremblay"} {
		wantError{}.check(t, h.SaveSetting(t.Context(), "sender", dispatch.Sender{Name: name}))
		if set, err := h.Setting(t.Context(), "sender", &got); err != nil || !set || got.Name != name {
			t.Fatalf("Setting = %v, %+v, %v", set, got, err)
		}
	}
	wantError{dispatch.KindInternal, "store_misused"}.check(t, h.SaveSetting(t.Context(), "sender", func() {}))
}

func TestVersionSeesOtherPrograms(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	other := h.again(t)
	version := func() int64 {
		t.Helper()
		v, err := h.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := version()
	if _, err := other.TakeLease(t.Context(), newID(), start, start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if version() != before {
		t.Error("a lease counts as a change")
	}
	for name, change := range map[string]func() error{
		"an event":   func() error { return other.Append(t.Context(), event(dispatch.EventAsked, start)) },
		"a setting":  func() error { return other.SaveSetting(t.Context(), "language", "fr") },
		"own change": func() error { return h.SaveSetting(t.Context(), "language", "en") },
	} {
		before := version()
		wantError{}.check(t, change())
		if version() == before {
			t.Errorf("%s is not seen", name)
		}
	}
}
