package app

// Folder is where the home is.
func (a *App) Folder() string { return a.config.Home }
