package nextcloud

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLastDay(t *testing.T) {
	t.Parallel()
	montreal := time.FixedZone("EST", -5*60*60)
	now := time.Date(2026, 11, 23, 21, 30, 0, 0, montreal)
	date := func(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, montreal) }
	for _, test := range []struct {
		name   string
		wanted time.Time
		days   int // enforced; 0: not
		want   time.Time
	}{
		{"no end wanted, none enforced", time.Time{}, 0, time.Time{}},
		{"no end wanted, one enforced", time.Time{}, 3, date(26, 0)},
		{"the day after what is wanted, so that access lasts until then", date(25, 13), 0, date(26, 0)},
		{"a beginning day as it is", date(25, 0), 0, date(25, 0)},
		{"told in another zone", date(25, 22).UTC(), 0, date(26, 0)},
		{"never today", now.Add(time.Minute), 0, date(24, 0)},
		{"as far as the server allows", date(30, 0), 3, date(26, 0)},
		{"what the server allows without being cut", date(25, 1), 3, date(26, 0)},
	} {
		p := policy{}
		p.Public.Expire.Enforced, p.Public.Expire.Days = test.days > 0, test.days
		if got := p.lastDay(test.wanted, now); !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestLastDayLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1.7e9, 2e9).Draw(t, "now"), 0).In(time.FixedZone("", rapid.IntRange(-12, 14).Draw(t, "zone")*3600))
		wanted := now.Add(time.Duration(rapid.Int64Range(1, 90*24*3600).Draw(t, "wanted")) * time.Second)
		p := policy{}
		p.Public.Expire.Enforced, p.Public.Expire.Days = rapid.Bool().Draw(t, "enforced"), rapid.IntRange(1, 60).Draw(t, "days")
		day := p.lastDay(wanted, now)
		latest := startOfDay(now).AddDate(0, 0, p.Public.Expire.Days)
		switch {
		case !day.Equal(startOfDay(day)) || !day.After(now):
			t.Fatalf("%v is not a day to come", day)
		case p.Public.Expire.Enforced && day.After(latest):
			t.Fatalf("%v is later than the server allows", day)
		case day.Before(wanted) && (!p.Public.Expire.Enforced || !day.Equal(latest)):
			t.Fatalf("access ends %v, before %v", day, wanted)
		case day.Sub(wanted) > 25*time.Hour:
			t.Fatalf("access lasts until %v, long after %v", day, wanted)
		}
	})
}

func TestPassphrasesAndRules(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, passphrase string
		rules            passwordRules
		want             bool
	}{
		{"five words, no rule", "citron bottine nuage pivert soupe", passwordRules{}, true},
		{"five words, as servers want it at first", "citron bottine nuage pivert soupe", passwordRules{MinLength: 10, Special: true}, true},
		{"accents count once", "éééééééééé", passwordRules{MinLength: 10}, true},
		{"too short", "abc", passwordRules{MinLength: 4}, false},
		{"digits", "citron bottine", passwordRules{Numeric: true}, false},
		{"capitals", "citron bottine", passwordRules{Case: true}, false},
		{"all of it", "Citron bottine 2", passwordRules{MinLength: 10, Numeric: true, Special: true, Case: true}, true},
	} {
		if got := test.rules.accept(test.passphrase); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// Where sharing or its rules are not there, servers say nothing, or an empty list instead of an object.
func TestPolicyOfOddServers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, told string
		code       string
	}{
		{"nothing", `{}`, "nextcloud_sharing_off"},
		{"lists", `{"files_sharing":[],"password_policy":[]}`, "nextcloud_sharing_off"},
		{"links only", `{"files_sharing":{"api_enabled":true,"public":{"enabled":true,"expire_date":{"enabled":false}}}}`, ""},
	} {
		var told capabilities
		if err := json.Unmarshal([]byte(test.told), &told); err != nil {
			t.Fatal(err)
		}
		err := told.policy().admits(false)
		if (err == nil) != (test.code == "") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// Only the service's own word says that something is not there.
func TestAbsent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, body string
		status     int
		want       bool
	}{
		{"the service's own", `{"ocs":{"meta":{"statuscode":404}}}`, 404, true},
		{"an application that is off", `{"ocs":{"meta":{"statuscode":998}}}`, 404, false},
		{"a proxy's", `<h1>404</h1>`, 404, false},
		{"a refusal", `{"ocs":{"meta":{"statuscode":404}}}`, 403, false},
	} {
		if got := absent(refusal(test.status, []byte(test.body))); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestGuarded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		made share
		want bool
	}{
		{"a passphrase, reading", share{Password: "x", Rights: 1}, true},
		{"a passphrase as older servers tell it", share{Type: linkShare, With: "x", Rights: 1}, true},
		{"may be passed on", share{Password: "x", Rights: 17}, true},
		{"no passphrase", share{Type: mailShare, With: "a@b.example", Rights: 1}, false},
		{"writing", share{Password: "x", Rights: 15}, false},
		{"rights not told", share{Password: "x"}, false},
	} {
		if got := test.made.guarded(); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// Whatever a server says, an identifier that ends in an address holds nothing that leads elsewhere.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"ocs":{"meta":{"status":"ok","statuscode":200},"data":[{"id":"12","share_type":3,"expiration":"2026-12-07 00:00:00","url":"https://nuage.example/s/abc"}]}}`,
		`{"ocs":{"meta":{"statuscode":100},"data":[{"id":12,"token":"../..","mail_send":1}]}}`,
		`{"ocs":{"meta":{"statuscode":997},"data":[]}}`, `{"ocs":[]}`, ``, `null`,
		`{"ocs":{"meta":{"statuscode":200},"data":[{"id":"../x"}]}}`,
	} {
		f.Add([]byte(seed))
	}
	channel, err := New(Config{URL: "https://nuage.example/", User: "a", Password: []byte("b"), Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	s := &session{Channel: channel}
	f.Fuzz(func(t *testing.T, b []byte) {
		var shares []share
		if parseOCS(b, &shares) != nil {
			return
		}
		for _, one := range shares {
			if one.ID != "" && !identifier().MatchString(string(one.ID)) {
				t.Errorf("%q became an identifier", one.ID)
			}
			if link := s.link(one); link != "" && link[:4] != "http" {
				t.Errorf("%q became a link", link)
			}
			_ = expiry(one.Expiration, time.UTC)
		}
		var activities []activity
		if parseOCS(b, &activities) == nil {
			for _, a := range activities {
				_, _ = a.downloaded()
			}
		}
	})
}
