package widget

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// Login signs a customer in at the company's own login.
type Login interface {
	// Begin returns the address to which the customer's browser is sent.
	Begin(ctx context.Context, state, nonce, verifier, language string) (string, error)
	// Finish turns the code with which it comes back into who the customer is.
	Finish(ctx context.Context, code, nonce, verifier string) (conversation.Identity, error)
}

// LoginDone is the path to which the company's login sends the customer back.
const LoginDone = "/v1/login/done"

const (
	loginPath   = "/v1/login"
	loginCookie = "balie_login"
	proofPrefix = "login:" // of a proof that a login made, where a site's token may stand
)

// How long a customer may take to open the login, to get through it, and how long the proof that it makes is good.
const (
	ticketLife  = 2 * time.Minute
	attemptLife = 10 * time.Minute
	proofLife   = 2 * time.Minute
)

// sealed is what the steps of a login hand on to each other, through the browser and unreadable to it. Each kind is of use
// in one place.
type sealed struct {
	Kind     string                 `json:"k"`
	ID       conversation.ID        `json:"c"` // whose login it is
	Until    time.Time              `json:"u"`
	Language string                 `json:"l,omitempty"`
	State    string                 `json:"s,omitempty"`
	Nonce    string                 `json:"n,omitempty"`
	Verifier string                 `json:"v,omitempty"`
	Identity *conversation.Identity `json:"i,omitempty"`
}

// vault seals and opens them.
type vault struct {
	aead cipher.AEAD
	now  func() time.Time
}

func newVault(secret []byte, now func() time.Time) (vault, error) {
	sum := sha256.Sum256(append([]byte("balie widget login 1\x00"), secret...))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return vault{}, fmt.Errorf("login: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return vault{aead: aead, now: now}, err
}

func (v vault) seal(s sealed) (string, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("login: %w", err)
	}
	nonce := make([]byte, v.aead.NonceSize())
	rand.Read(nonce) // never fails
	return encoding.EncodeToString(v.aead.Seal(nonce, nonce, plain, []byte(s.Kind))), nil
}

// errLogin is all that a browser learns of what is wrong with a login.
var errLogin = errors.New("the login does not belong here, or took too long")

func (v vault) open(kind, text string) (sealed, error) {
	var s sealed
	b, err := encoding.DecodeString(text)
	if n := v.aead.NonceSize(); err == nil && len(b) > n {
		if plain, err := v.aead.Open(nil, b[:n], b[n:], []byte(kind)); err == nil && json.Unmarshal(plain, &s) == nil && s.Kind == kind && v.now().Before(s.Until) {
			return s, nil
		}
	}
	return sealed{}, errLogin
}

// login answers with the address at which the holder of a conversation may sign in, in a window of its own.
func (w *Widget) login(c echo.Context, p pass) error {
	var in struct {
		Language string `json:"language"`
	}
	if err := edge.Decode(c, &in); err != nil {
		return err
	}
	if w.o.Login == nil {
		return edge.Refuse(http.StatusNotFound, "no_login", "This company has no login here.")
	}
	ticket, err := w.vault.seal(sealed{Kind: "ticket", ID: p.id, Until: w.o.Now().Add(ticketLife), Language: w.language(in.Language)})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]string{"url": loginPath + "?ticket=" + ticket})
}

// toLogin sends the window to the company's login, and leaves a cookie by which it is known again.
func (w *Widget) toLogin(c echo.Context) error {
	t, err := w.vault.open("ticket", c.QueryParam("ticket"))
	if err != nil || w.o.Login == nil {
		return w.closing(c, "", "")
	}
	a := sealed{Kind: "attempt", ID: t.ID, Until: w.o.Now().Add(attemptLife), Language: t.Language, State: visitor(), Nonce: visitor(), Verifier: visitor()}
	to, err := w.o.Login.Begin(c.Request().Context(), a.State, a.Nonce, a.Verifier, a.Language)
	if err != nil {
		w.o.Log.Error("widget: login", "error", err)
		return w.closing(c, "", a.Language)
	}
	kept, err := w.vault.seal(a)
	if err != nil {
		return err
	}
	c.SetCookie(w.cookie(kept, int(attemptLife.Seconds())))
	return c.Redirect(http.StatusFound, to)
}

func (w *Widget) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // secure wherever the site itself is
		Name: loginCookie, Value: value, Path: loginPath, MaxAge: age, HttpOnly: true, Secure: strings.HasPrefix(w.o.Public, "https:"),
		SameSite: http.SameSiteLaxMode, // it comes along when the login sends the customer back
	}
}

// fromLogin takes the customer back from the company's login. The proof of who they are is handed to the chat that opened
// this window, and to no other: whoever was lured into somebody else's login proves nothing to that somebody.
func (w *Widget) fromLogin(c echo.Context) error {
	kept, err := c.Cookie(loginCookie)
	if err != nil {
		return w.closing(c, "", "")
	}
	c.SetCookie(w.cookie("", -1))
	a, err := w.vault.open("attempt", kept.Value)
	if err != nil || a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(c.QueryParam("state"))) != 1 {
		return w.closing(c, "", a.Language)
	}
	code := c.QueryParam("code")
	if code == "" || c.QueryParam("error") != "" { // the customer thought better of it
		return w.closing(c, "", a.Language)
	}
	id, err := w.o.Login.Finish(c.Request().Context(), code, a.Nonce, a.Verifier)
	if err != nil {
		w.o.Log.Warn("widget: a login was refused", "error", err)
		return w.closing(c, "", a.Language)
	}
	proof, err := w.vault.seal(sealed{Kind: "proof", ID: a.ID, Until: w.o.Now().Add(proofLife), Identity: &id})
	if err != nil {
		return err
	}
	return w.closing(c, proofPrefix+proof, a.Language)
}

// loggedIn reads a proof that a login has made for a conversation.
func (w *Widget) loggedIn(proof string, id conversation.ID) (conversation.Identity, error) {
	s, err := w.vault.open("proof", proof)
	if err != nil || s.ID != id || s.Identity == nil {
		return conversation.Identity{}, edge.Refuse(http.StatusForbidden, "identity", "The login was not accepted. It must be of this conversation, and of just now.")
	}
	return *s.Identity, nil
}

var closingPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title>
<link rel="stylesheet" href="/widget/theme.css"><script src="/widget/login.js" type="module" data-proof="{{.Proof}}" id="proof"></script></head>
<body><main><h1>{{.Title}}</h1><p>{{.Text}}</p></main></body></html>
`))

var closingTexts = map[string]map[bool][2]string{
	"nl": {true: {"Je bent ingelogd", "Je kunt dit venster sluiten en verdergaan in de chat."},
		false: {"Inloggen is niet gelukt", "Sluit dit venster en probeer het opnieuw vanuit de chat, of kies daar een andere manier."}},
	"en": {true: {"You are signed in", "You can close this window and carry on in the chat."},
		false: {"Signing in did not work", "Close this window and try again from the chat, or choose another way there."}},
}

// closing is the last page of the window: it hands the proof over and closes.
func (w *Widget) closing(c echo.Context, proof, language string) error {
	texts, ok := closingTexts[language]
	if !ok {
		language = "en"
		texts = closingTexts[language]
	}
	h := c.Response().Header()
	for name, value := range w.page.headers {
		h.Set(name, value)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	status := http.StatusOK
	if proof == "" {
		status = http.StatusForbidden
	}
	var out strings.Builder
	said := texts[proof != ""]
	if err := closingPage.Execute(&out, map[string]string{"Language": language, "Title": said[0], "Text": said[1], "Proof": proof}); err != nil {
		return fmt.Errorf("login: %w", err)
	}
	return c.HTML(status, out.String())
}
