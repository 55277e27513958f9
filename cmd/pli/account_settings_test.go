package main

import "testing"

// TestAccountsThatCannotBe: what is wrong with an account is told by its name, with what it could have been.
func TestAccountsThatCannotBe(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	secret := h.file("s.txt", "s3cret-violette")
	for _, c := range []struct {
		name  string
		args  []string
		words string
	}{
		{"a portal without an address", nil, "Enter https:// for a portal or sftp://"},
		{"a portal in clear", []string{"--url", "http://portal.example/drop/"}, "Enter https:// for a portal or sftp://"},
		{"an address that is none", []string{"--url", "portal.example"}, "Enter https:// for a portal or sftp://"},
		{"an address with a name in it", []string{"--url", "https://u@portal.example/"}, "Enter https:// for a portal or sftp://"},
		{"a portal that nobody knows", []string{"--provider", "bogus"}, "fhir, nextcloud, sendsecure, sftp, sharepoint, webdav"},
		{
			"a setting that is misspelt",
			[]string{"--provider", "nextcloud", "--url", "https://nuage.example", "--set", "folders=A"},
			"no setting “folders”, and nothing is saved. Its settings are: folder, share",
		},
		{"a setting where there is none", []string{"--url", "https://portal.example/drop/", "--set", "frob=1"}, "no setting “frob”, nor any other"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"account", "add", "portal", "portal", "--user", "u", "--secret-file", secret}, c.args...)
			h.in(t).fails(t, exitUsage, c.words, args...)
		})
	}
}

// TestHostKeyIsNoSetting: a confirmed key is neither changed nor taken away as a setting.
func TestHostKeyIsNoSetting(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	h.pli("account", "add", "portal", "lab", "--url", "sftp://lab.example/drop", "--user", "u", "--secret-file", h.file("s.txt", "s3cret-violette"),
		"--set", "host_key=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	for _, value := range []string{"host_key=SHA256:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "host_key="} {
		h.fails(t, exitRefused, "pli account host-key", "account", "set", "lab", value)
	}
	h.pli("account", "set", "lab", "user=v")
}
