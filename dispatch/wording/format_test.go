package wording_test

import (
	"math"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/wording"
)

func TestParseLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       wording.Language
		ok         bool
	}{
		{"French", "fr", wording.French, true},
		{"English", "en", wording.English, true},
		{"capitals", " FR ", wording.French, true},
		{"a region", "fr-CA", wording.French, true},
		{"a locale", "en_CA.UTF-8", wording.English, true},
		{"a code set", "fr.UTF-8", wording.French, true},
		{"the C locale", "C", "", false},
		{"another language", "es", "", false},
		{"a language that starts alike", "frr", "", false},
		{"nothing", "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, ok := wording.ParseLanguage(test.text)
			if got != test.want || ok != test.ok {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}

func TestFor(t *testing.T) {
	t.Parallel()
	if wording.For(wording.English).Language() != wording.English {
		t.Error("English is not English")
	}
	for _, language := range []wording.Language{wording.French, "", "es"} {
		if got := wording.For(language).Language(); got != wording.French {
			t.Errorf("%q gives %q", language, got)
		}
	}
}

func TestPlural(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		n      int
		fr, en string
	}{
		{"none", 0, "0 octet", "0 bytes"},
		{"one", 1, "1 octet", "1 byte"},
		{"two", 2, "2 octets", "2 bytes"},
		{"many", 12345, "12\u202f345 octets", "12,345 bytes"},
		{"one less than none", -1, "-1 octet", "-1 byte"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).Plural("size_bytes", test.n); got != test.fr {
				t.Errorf("got %q, want %q", got, test.fr)
			}
			if got := wording.For(wording.English).Plural("size_bytes", test.n); got != test.en {
				t.Errorf("got %q, want %q", got, test.en)
			}
		})
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		n      int64
		fr, en string
	}{
		{"zero", 0, "0", "0"},
		{"three digits", 999, "999", "999"},
		{"four digits", 1000, "1\u202f000", "1,000"},
		{"seven digits", 1234567, "1\u202f234\u202f567", "1,234,567"},
		{"below zero", -1234, "-1\u202f234", "-1,234"},
		{"below zero, three digits", -123, "-123", "-123"},
		{"the least", math.MinInt64, "-9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808", "-9,223,372,036,854,775,808"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).Number(test.n); got != test.fr {
				t.Errorf("got %q, want %q", got, test.fr)
			}
			if got := wording.For(wording.English).Number(test.n); got != test.en {
				t.Errorf("got %q, want %q", got, test.en)
			}
		})
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		bytes  int64
		fr, en string
	}{
		{"nothing", 0, "0 octet", "0 bytes"},
		{"the last in bytes", 999, "999 octets", "999 bytes"},
		{"the first in thousands", 1000, "1 ko", "1 kB"},
		{"thousands are rounded", 1500, "2 ko", "2 kB"},
		{"the last in thousands", 999_499, "999 ko", "999 kB"},
		{"the first in millions", 999_500, "1,0 Mo", "1.0 MB"},
		{"millions", 18_400_000, "18,4 Mo", "18.4 MB"},
		{"millions are rounded", 18_450_000, "18,5 Mo", "18.5 MB"},
		{"the last in millions", 999_949_999, "999,9 Mo", "999.9 MB"},
		{"the first in thousand millions", 999_950_000, "1,0 Go", "1.0 GB"},
		{"very many", 1_234_500_000_000, "1\u202f234,5 Go", "1,234.5 GB"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).Size(test.bytes); got != test.fr {
				t.Errorf("got %q, want %q", got, test.fr)
			}
			if got := wording.For(wording.English).Size(test.bytes); got != test.en {
				t.Errorf("got %q, want %q", got, test.en)
			}
		})
	}
}

func TestDateTime(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("east", -5*60*60)
	tests := []struct {
		name   string
		at     time.Time
		loc    *time.Location
		fr, en string
	}{
		{"afternoon", time.Date(2026, 11, 22, 19, 5, 59, 0, time.UTC), east, "22 nov. 2026, 14 h 05", "Nov 22, 2026, 2:05 p.m."},
		{"no zone is UTC", time.Date(2026, 11, 22, 14, 5, 0, 0, east), nil, "22 nov. 2026, 19 h 05", "Nov 22, 2026, 7:05 p.m."},
		{"morning of the first", time.Date(2026, 5, 1, 9, 30, 0, 0, time.UTC), time.UTC, "1er mai 2026, 9 h 30", "May 1, 2026, 9:30 a.m."},
		{"noon", time.Date(2026, 8, 2, 12, 0, 0, 0, time.UTC), time.UTC, "2 août 2026, 12 h 00", "Aug 2, 2026, 12:00 p.m."},
		{"midnight", time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC), time.UTC, "28 févr. 2026, 0 h 00", "Feb 28, 2026, 12:00 a.m."},
		{"another day there", time.Date(2027, 1, 1, 3, 0, 0, 0, time.UTC), east, "31 déc. 2026, 22 h 00", "Dec 31, 2026, 10:00 p.m."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).DateTime(test.at, test.loc); got != test.fr {
				t.Errorf("got %q, want %q", got, test.fr)
			}
			if got := wording.For(wording.English).DateTime(test.at, test.loc); got != test.en {
				t.Errorf("got %q, want %q", got, test.en)
			}
		})
	}
}

func TestPhoneNumber(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, number, want string }{
		{"Canadian", "+15145550142", "514 555-0142"},
		{"from elsewhere", "+33155501420", "+33155501420"},
		{"too short", "+1514555014", "+1514555014"},
		{"no number", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).PhoneNumber(test.number); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
