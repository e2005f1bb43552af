package rest_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
	"balie/conversation/storetest"
)

// guard is a system that asks for a token and gives one out, each for an hour and, where it rotates, for one use of
// the refresh token that came before.
type guard struct {
	mu       sync.Mutex
	valid    string // the token that is taken now
	refresh  string // the refresh token that is taken now
	before   string // the one before it, taken too as long as the new one was not used
	grants   int
	asked    []http.Header
	rejected bool // credentials are no longer taken
}

func (g *guard) answers() map[string]func(http.ResponseWriter, *http.Request) {
	return map[string]func(http.ResponseWriter, *http.Request){
		"/token": g.token, "/login": g.login, "/read": g.read, "/write": g.read,
	}
}

func (g *guard) token(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, r.Header.Clone())
	if g.rejected {
		says(400, `{"error":"invalid_client","error_description":"hunter2 is wrong"}`)(w, r)
		return
	}
	used := r.Header.Get("X-Test-Refresh")
	if g.refresh != "" {
		if used != g.refresh && used != g.before {
			says(400, `{"error":"invalid_grant"}`)(w, r)
			return
		}
		g.before, g.refresh = used, fmt.Sprint("refresh-", g.grants+1)
	}
	g.grants++
	g.valid = fmt.Sprint("token-", g.grants)
	says(200, fmt.Sprintf(`{"access_token":%q,"refresh_token":%q,"expires_in":"3600","token_type":"bearer"}`, g.valid, g.refresh))(w, r)
}

func (g *guard) login(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rejected {
		says(401, `{"error":"hunter2"}`)(w, r)
		return
	}
	g.grants++
	g.valid = fmt.Sprint("token-", g.grants)
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: g.valid, MaxAge: 3600})
	says(200, fmt.Sprintf(`{"result":[7,%q]}`, g.valid))(w, r)
}

func (g *guard) read(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	sid, _ := r.Cookie("sid")
	shown := r.Header.Get("Authorization") + r.Header.Get("X-Session")
	if sid != nil {
		shown += sid.Value
	}
	if g.valid == "" || !strings.HasSuffix(shown, g.valid) {
		says(401, `{"code":"WHO"}`)(w, r)
		return
	}
	says(200, `{}`)(w, r)
}

func (g *guard) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.valid = "gone"
}

func (g *guard) granted() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.grants
}

const guarded = `
connector: crm
base: {env: URL}
auth: AUTH
operations:
  read: {get: /read, public: true}
  write: {post: /write, public: true, once: best_effort}
`

// enter opens a guarded system that is reached by auth.
func enter(t *testing.T, g *guard, auth, dir string) (*connectors.Registry, *storetest.Clock, *system) {
	t.Helper()
	s := &system{answers: g.answers()}
	c := storetest.ClockAt(time.Now())
	r := s.guardedBy(t, auth, dir, c)
	return r, c, s
}

// guardedBy starts s if need be and loads its connector, as a process that starts does.
func (s *system) guardedBy(t *testing.T, auth, dir string, c *storetest.Clock) *connectors.Registry {
	t.Helper()
	if s.Server == nil {
		s.start(t)
	}
	file := strings.Replace(guarded, "AUTH", strings.ReplaceAll(auth, "BASE", s.URL+"/api"), 1)
	return loaded(t, s, file, connectors.WithFolder(dir), connectors.WithClient(rest.New(rest.Options{Now: c.Now})))
}

func at(t *testing.T, r *connectors.Registry, c *storetest.Clock, operation string) conversation.Receipt {
	t.Helper()
	op, _ := r.Operation(operation)
	got := r.Do(t.Context(), conversation.PermitDirect(op, nil, "", "key-1", c.Now()))
	for _, word := range []string{"hunter2", "token-", "refresh-", "127.0.0.1"} {
		if strings.Contains(got.Detail, word) {
			t.Errorf("the detail tells %q: %s", word, got.Detail)
		}
	}
	return got
}

var renewing = map[string]string{
	"client credentials in a header": `{oauth2: {token_url: BASE/token, client_id: balie, client_secret: {env: SECRET}, scope: api}}`,
	"client credentials in the form": `{oauth2: {token_url: BASE/token, client_id: balie, client_secret: {env: SECRET}, in: body, with: {audience: crm}}}`,
	"a session in a header":          `{login: {settings: {user: {env: SECRET}}, post: /login, body: {params: [setting.user, {password: setting.user}]}, token: result.1, header: {name: X-Session, value: "'s ' + token"}}}`,
	"a session as bearer":            `{login: {settings: {user: {env: SECRET}}, post: /login, form: {u: setting.user}, token: result.1, life: 1h}}`,
	"a session in a cookie":          `{login: {settings: {user: {env: SECRET}}, post: /login, form: {u: setting.user}, cookie: sid}}`,
}

func TestManyCallsProveThemselvesOnce(t *testing.T) {
	t.Parallel()
	for name, auth := range renewing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := &guard{}
			r, c, _ := enter(t, g, auth, t.TempDir())
			for round := 1; round <= 3; round++ {
				var wg sync.WaitGroup
				for range 20 {
					wg.Go(func() {
						if got := at(t, r, c, "crm.write"); got.Outcome != conversation.Done {
							t.Errorf("round %d: %+v", round, got)
						}
					})
				}
				wg.Wait()
				if g.granted() != round {
					t.Fatalf("in round %d it was granted %d times", round, g.granted())
				}
				g.end() // the system forgets it: every call of the next round is turned away at first
			}
		})
	}
}

func TestWhatEndsIsRenewedBeforeItDoes(t *testing.T) {
	t.Parallel()
	g := &guard{}
	r, c, s := enter(t, g, renewing["client credentials in a header"], t.TempDir())
	at(t, r, c, "crm.read")
	c.Move(59 * time.Minute)
	at(t, r, c, "crm.read")
	if g.granted() != 1 {
		t.Errorf("renewed too soon: %d", g.granted())
	}
	c.Move(40 * time.Second)
	if got := at(t, r, c, "crm.read"); got.Outcome != conversation.Done || g.granted() != 2 || s.times() != 5 {
		t.Errorf("granted %d, sent %d, %+v", g.granted(), s.times(), got)
	}
}

func TestWhoIsNotTakenIsToldSoAndWaits(t *testing.T) {
	t.Parallel()
	for name, auth := range renewing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := &guard{rejected: true}
			r, c, s := enter(t, g, auth, t.TempDir())
			for range 3 {
				if got := at(t, r, c, "crm.write"); got.Outcome != conversation.Failed || !got.Unreached {
					t.Errorf("got %+v", got)
				}
			}
			if s.times() != 1 {
				t.Errorf("the credentials were tried %d times", s.times())
			}
			g.mu.Lock()
			g.rejected = false
			g.mu.Unlock()
			c.Move(2 * time.Second)
			if got := at(t, r, c, "crm.write"); got.Outcome != conversation.Done {
				t.Errorf("afterwards: %+v", got)
			}
		})
	}
}

func TestWhatIsTurnedAwayTwiceIsNotSentAThirdTime(t *testing.T) {
	t.Parallel()
	g := &guard{}
	s := &system{answers: g.answers()}
	s.answers["/write"] = says(401, `{}`)
	r := s.guardedBy(t, renewing["a session in a header"], t.TempDir(), storetest.ClockAt(time.Now()))
	if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Failed || !got.Unreached || g.granted() != 2 || s.times() != 4 {
		t.Errorf("sent %d times, %+v", s.times(), got)
	}
}

func TestNoCallShowsWhatProvesUs(t *testing.T) {
	t.Parallel()
	auths := map[string]string{
		"query":  `{query: {name: api_key, value: {env: SECRET}}}`,
		"scheme": `{header: {name: Authorization, value: {env: SECRET}, scheme: AfasToken, encode: base64}}`,
	}
	for name, auth := range renewing {
		auths[name] = auth
	}
	for name, auth := range auths {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, c, s := enter(t, &guard{}, auth, t.TempDir())
			at(t, r, c, "crm.read")
			shown, err := r.Describe(permit(t, r, "crm.read", nil))
			if err != nil || !strings.Contains(shown, "‹secret›") {
				t.Errorf("described as %s, %v", shown, err)
			}
			for _, word := range []string{"hunter2", "aHVudGVyMg", "token-"} {
				if strings.Contains(shown, word) {
					t.Errorf("described with %q:\n%s", word, shown)
				}
			}
			last, _ := s.last(t)
			switch name {
			case "query":
				if last.URL.Query().Get("api_key") != "hunter2" {
					t.Errorf("sent %s", last.URL)
				}
			case "scheme":
				if got := last.Header.Get("Authorization"); got != "AfasToken aHVudGVyMg==" {
					t.Errorf("sent %s", got)
				}
			}
		})
	}
}

const rotating = `{oauth2: {token_url: BASE/token, client_id: balie, client_secret: {env: SECRET}, refresh: {first: {env: FIRST}, keep: crm.token, every: 10m}}}`

// rotator is a guard that rotates, behind a system that tells it which refresh token came.
func rotator(t *testing.T) (*guard, *system, string) {
	t.Helper()
	g := &guard{refresh: "refresh-0"}
	s := &system{answers: g.answers()}
	token := g.token
	s.answers["/token"] = func(w http.ResponseWriter, r *http.Request) {
		_, body := s.last(t)
		_, used, _ := strings.Cut(body, "refresh_token=refresh")
		used, _, _ = strings.Cut(used, "&")
		r.Header.Set("X-Test-Refresh", "refresh"+used)
		token(w, r)
	}
	return g, s, t.TempDir()
}

func TestRefreshTokenIsKeptBeforeItsTokenIsUsed(t *testing.T) {
	t.Parallel()
	g, s, dir := rotator(t)
	c := storetest.ClockAt(time.Now())
	r := s.guardedBy(t, rotating, dir, c)
	for round := 1; round <= 3; round++ {
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if got := at(t, r, c, "crm.read"); got.Outcome != conversation.Done {
					t.Errorf("round %d: %+v", round, got)
				}
			})
		}
		wg.Wait()
		kept, err := os.ReadFile(filepath.Join(dir, "crm.token"))
		if err != nil || !strings.Contains(string(kept), fmt.Sprintf("refresh-%d", round)) || g.granted() != round {
			t.Fatalf("round %d: granted %d, kept %s, %v", round, g.granted(), kept, err)
		}
		c.Move(time.Hour)
	}
	c.Move(-time.Hour)
	if got := at(t, s.guardedBy(t, rotating, dir, c), c, "crm.read"); got.Outcome != conversation.Done || g.granted() != 3 {
		t.Errorf("a process that starts again: granted %d, %+v", g.granted(), got)
	}
	info, err := os.Stat(filepath.Join(dir, "crm.token"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file may be read by others: %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".token-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestRefreshTokenSurvivesACrash dies after the answer and before it is kept: the token that was used is still there,
// and does once more.
func TestRefreshTokenSurvivesACrash(t *testing.T) {
	t.Parallel()
	g, s, dir := rotator(t)
	c := storetest.ClockAt(time.Now())
	r := s.guardedBy(t, rotating, dir, c)
	at(t, r, c, "crm.read")
	kept, err := os.ReadFile(filepath.Join(dir, "crm.token"))
	if err != nil {
		t.Fatal(err)
	}
	c.Move(time.Hour)
	at(t, r, c, "crm.read")
	if err := os.WriteFile(filepath.Join(dir, "crm.token"), kept, 0o600); err != nil { // as if it had not come to that
		t.Fatal(err)
	}
	if got := at(t, s.guardedBy(t, rotating, dir, c), c, "crm.read"); got.Outcome != conversation.Done || g.granted() != 3 {
		t.Errorf("granted %d, %+v", g.granted(), got)
	}
}

func TestRefreshTokenThatCannotBeKeptIsNotUsed(t *testing.T) {
	t.Parallel()
	g, s, dir := rotator(t)
	c := storetest.ClockAt(time.Now())
	r := s.guardedBy(t, strings.Replace(rotating, "crm.token", "nowhere/crm.token", 1), dir, c)
	if got := at(t, r, c, "crm.read"); got.Outcome != conversation.Failed || !got.Unreached || g.granted() != 0 || s.times() != 0 {
		t.Errorf("granted %d, %+v", g.granted(), got)
	}
	if err := os.WriteFile(filepath.Join(dir, "crm.token"), []byte("{half"), 0o600); err != nil {
		t.Fatal(err)
	}
	r = s.guardedBy(t, rotating, dir, c)
	if got := at(t, r, c, "crm.read"); got.Outcome != conversation.Failed || g.granted() != 0 {
		t.Errorf("granted %d of an unreadable file, %+v", g.granted(), got)
	}
}

func TestTokenIsNotRenewedMoreOftenThanAllowed(t *testing.T) {
	t.Parallel()
	g, s, dir := rotator(t)
	c := storetest.ClockAt(time.Now())
	r := s.guardedBy(t, rotating, dir, c)
	at(t, r, c, "crm.read")
	g.end()
	if got := at(t, r, c, "crm.read"); got.Outcome != conversation.Failed || !got.Unreached || g.granted() != 1 {
		t.Errorf("granted %d, %+v", g.granted(), got)
	}
	c.Move(11 * time.Minute)
	if got := at(t, r, c, "crm.read"); got.Outcome != conversation.Done || g.granted() != 2 {
		t.Errorf("granted %d, %+v", g.granted(), got)
	}
}
