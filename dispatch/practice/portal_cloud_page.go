package practice

import (
	"archive/zip"
	"crypto/subtle"
	htmltemplate "html/template"
	"net/http"
	"os"
	"slices"
	"strings"
	"unicode"
)

// page is what a recipient sees. Its words are the other side's, in both languages.
var page = htmltemplate.Must(htmltemplate.New("link").Parse(`<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Portail d’exercice</title>
<style>body{font-family:sans-serif;max-width:34em;margin:3em auto;padding:0 1em;line-height:1.5}input,button{font:inherit;padding:.4em}</style>
</head><body><h1>Portail d’exercice <small lang="en">Practice portal</small></h1>
{{if .Gone}}<p>Ce lien n’existe pas ou n’est plus valide.</p><p lang="en">This link does not exist or is no longer valid.</p>
{{else if .Locked}}<p>Entrez la phrase secrète reçue par téléphone.</p><p lang="en">Enter the passphrase that you were given by telephone.</p>
{{if .Wrong}}<p role="alert"><strong>Ce n’est pas la bonne phrase. <span lang="en">That is not the passphrase.</span></strong></p>{{end}}
<form method="post"><label>Phrase secrète / <span lang="en">Passphrase</span><br><input name="password" type="password" autofocus size="40"></label> <button>Ouvrir / Open</button></form>
{{else}}<p><a href="?archive">Tout prendre / <span lang="en">Take everything</span></a></p><p>Documents déposés pour vous : <span lang="en">Documents left for you:</span></p>
<ul>{{range .Files}}<li><a href="?file={{.}}">{{.}}</a></li>{{end}}</ul>{{end}}
</body></html>`))

type pageView struct {
	Gone, Locked, Wrong bool
	Files               []string
}

const visitCookie = "practice-link"

// serveLink is what a recipient does with a link: type the passphrase, see the files, fetch one.
func (c *Cloud) serveLink(w http.ResponseWriter, r *http.Request, token string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
	w.Header().Set("Cache-Control", "no-store")
	share, at := c.shared(strings.TrimSuffix(token, "/"))
	switch {
	case at == "":
		w.WriteHeader(http.StatusNotFound)
		_ = page.Execute(w, pageView{Gone: true})
	case r.Method == http.MethodPost:
		c.unlock(w, r, share)
	case !c.visiting(r, share):
		w.WriteHeader(http.StatusUnauthorized)
		_ = page.Execute(w, pageView{Locked: true})
	case r.URL.Query().Has("archive"):
		c.handAll(w, share, at)
	case r.URL.Query().Has("file"):
		c.hand(w, r, share, at)
	default:
		_ = page.Execute(w, pageView{Files: c.filesIn(at)})
	}
}

// shared is the share with a token and what it opens now; empty when there is none.
func (c *Cloud) shared(token string) (share CloudShare, at string) {
	c.lock()
	defer c.mu.Unlock()
	c.expire()
	i := slices.IndexFunc(c.state.Shares, func(s CloudShare) bool { return s.Token == token })
	if i < 0 {
		return share, ""
	}
	return c.state.Shares[i], c.path(c.state.Shares[i].File)
}

func (c *Cloud) unlock(w http.ResponseWriter, r *http.Request, share CloudShare) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	typed := strings.TrimFunc(r.PostFormValue("password"), unicode.IsSpace)
	if subtle.ConstantTimeCompare([]byte(lockOf(share.Token, typed)), []byte(share.Lock)) != 1 {
		w.WriteHeader(http.StatusForbidden)
		_ = page.Execute(w, pageView{Locked: true, Wrong: true})
		return
	}
	c.mu.Lock()
	visit := c.draw()
	c.visits[visit] = share.Token
	c.mu.Unlock()
	http.SetCookie(w, &http.Cookie{
		Name: visitCookie, Value: visit, Path: "/s/" + share.Token, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(w, r, "/s/"+share.Token, http.StatusSeeOther)
}

func (c *Cloud) visiting(r *http.Request, share CloudShare) bool {
	if share.Lock == "" {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cookie := range r.CookiesNamed(visitCookie) {
		if c.visits[cookie.Value] == share.Token {
			return true
		}
	}
	return false
}

func (c *Cloud) filesIn(at string) []string {
	entries, _ := os.ReadDir(c.fileName(at))
	var names []string
	for _, entry := range entries {
		if !entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// hand gives a file to whoever opened the link, and notes it as an activity of that file.
func (c *Cloud) hand(w http.ResponseWriter, r *http.Request, share CloudShare, at string) {
	name := r.URL.Query().Get("file")
	if !slices.Contains(c.filesIn(at), name) {
		w.WriteHeader(http.StatusNotFound)
		_ = page.Execute(w, pageView{Gone: true})
		return
	}
	c.note(share, at+"/"+name)
	w.Header().Del("Content-Type")
	w.Header().Set("Content-Disposition", "attachment")
	http.ServeFile(w, r, c.fileName(at+"/"+name))
}

// handAll gives the folder in one archive, and notes it as an activity of the folder.
func (c *Cloud) handAll(w http.ResponseWriter, share CloudShare, at string) {
	c.note(share, at)
	w.Header().Set("Content-Type", "application/zip")
	archive := zip.NewWriter(w)
	_ = archive.AddFS(os.DirFS(c.fileName(at)))
	_ = archive.Close()
}

// note remembers a download.
func (c *Cloud) note(share CloudShare, at string) {
	c.lock()
	defer c.mu.Unlock()
	activity := cloudActivity{File: c.number(at), At: c.config.Now()}
	if share.Type == mailShare {
		activity.Mail = share.With
	}
	c.state.Activities = append(c.state.Activities, activity)
	for i := range c.state.Shares {
		if c.state.Shares[i].ID == share.ID {
			c.state.Shares[i].Downloads++
		}
	}
	c.keep()
}
