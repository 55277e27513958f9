package email

import "testing"

// FuzzChallenge: whatever a server asks while we sign in, it is answered with nothing, and only once.
func FuzzChallenge(f *testing.F) {
	for _, seed := range []string{"", `{"status":"401","schemes":"bearer"}`, `{"status":401}`, `{"status":"99999999999999999999"}`, "[", "null", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, challenge []byte) {
		x := &xoauth2{user: "envoi@clinique.example"}
		if answer, err := x.Next(challenge); err != nil || len(answer) > 0 {
			t.Errorf("answered %q, %v", answer, err)
		}
		if _, err := x.Next(challenge); err == nil {
			t.Error("asked again, and answered")
		}
	})
}
