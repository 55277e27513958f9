package app

import (
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"time"

	"github.com/souspli/souspli/crypto"
)

// Config says where the home is and what surrounds the program. Its zero value is the person's own home
// with the system's clock, randomness and keyring.
type Config struct {
	Home           string // folder of the home; empty: the platform's data folder
	Practice       bool   // with an empty Home: the practice home of the platform's data folder
	Passphrase     string // of a home whose vault is one
	PassphraseFile string // or the file that holds it
	RecoveryFile   string // file with the recovery code, which then opens the home whatever its vault
	Now            func() time.Time
	Random         io.Reader
	Keyring        crypto.Keyring
	// KeyringLimit bounds how long the keyring may take to answer, its questions to the person included;
	// 0: 60 s.
	KeyringLimit time.Duration
	Log          *slog.Logger
	RecoveryCode string // or the recovery code itself, as it was typed
	// Patience is how long a channel waits for a service before it gives up; 0: each channel's own limits.
	Patience time.Duration
}

const defaultKeyringLimit = time.Minute

// withDefaults fills in what was left out.
func (c Config) withDefaults() (Config, error) {
	if c.Home == "" {
		folder, err := dataFolder()
		if err != nil {
			return c, homeError("home_unknown", err)
		}
		c.Home = filepath.Join(folder, homeName(c.Practice))
	}
	absolute, err := filepath.Abs(c.Home)
	if err != nil {
		return c, homeError("home_unknown", err)
	}
	c.Home = absolute
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Keyring == nil {
		c.Keyring = crypto.OSKeyring{}
	}
	if c.KeyringLimit <= 0 {
		c.KeyringLimit = defaultKeyringLimit
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

func homeName(practice bool) string {
	if practice {
		return "Souspli-practice"
	}
	return "Souspli"
}

// dataFolder is where the platform keeps a person's data.
func dataFolder() (string, error) {
	switch runtime.GOOS {
	case "windows", "darwin":
		return os.UserConfigDir()
	default:
		if folder := os.Getenv("XDG_DATA_HOME"); folder != "" {
			return folder, nil
		}
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "share"), err
	}
}

// practiceFolder is the other side of a practice home: what its practice recipients received, in clear.
// It stands beside the home, because nothing in a home is in clear.
func practiceFolder(home string) string { return home + ".practice" }

// Actor is the operating system's name of the person at the desk.
func Actor() string {
	u, err := user.Current()
	if err != nil {
		return "?"
	}
	return u.Username
}
