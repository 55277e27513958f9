package app

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/store"
)

// OpenPractice opens the practice home of c, making it first when there is none.
func OpenPractice(ctx context.Context, c Config) (*App, error) {
	a, err := Open(ctx, c)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		if _, err := Init(ctx, c, InitOptions{Practice: true}); err != nil {
			return nil, err
		}
		a, err = Open(ctx, c)
	}
	if err != nil {
		return nil, err
	}
	if !a.home.Practice {
		return nil, errors.Join(&dispatch.Error{Op: "demo", Kind: dispatch.KindRefused, Code: "real_home"}, a.Close())
	}
	return a, nil
}

const languageSetting = "language"

// Language is the one that the person chose, or the given one until then.
func (a *App) Language(ctx context.Context, otherwise wording.Language) wording.Language {
	var chosen wording.Language
	if ok, err := a.store.Setting(ctx, languageSetting, &chosen); err != nil || !ok {
		return otherwise
	}
	return chosen
}

// SaveLanguage keeps the language that the person chose, and logs a change of it: pages that leave are written in it.
func (a *App) SaveLanguage(ctx context.Context, chosen wording.Language) error {
	if a.Language(ctx, "") == chosen {
		return nil
	}
	return saveSetting(ctx, a.store, a.config, languageSetting, chosen)
}

// saveSetting keeps a setting together with the line that tells it.
func saveSetting[T any](ctx context.Context, kept *store.Store, c Config, name string, value T) error {
	var stands T
	return kept.ChangeSetting(ctx, name, &stands, func() (dispatch.Event, error) {
		stands = value
		return dispatch.Event{
			Type: dispatch.EventSettingSaved, At: c.Now(), Actor: Actor(), Details: map[string]string{"setting": name},
		}, nil
	})
}

// SampleFolder is where a practice home keeps documents to try; empty for a real home.
func (a *App) SampleFolder() string {
	if !a.home.Practice {
		return ""
	}
	return filepath.Join(practiceFolder(a.config.Home), samplesFolder)
}
