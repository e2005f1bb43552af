package console

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"
)

// cookie is the name under which a browser keeps its session.
const cookie = "balie_console"

// maxSessions bounds the sessions of one agent; the oldest goes.
const maxSessions = 8

// session is one browser that an agent is signed in with.
type session struct {
	key     [32]byte
	agent   Agent
	ends    time.Time
	streams int
}

// sessions are kept by the hash of their secret: whoever reads this memory cannot sign in with it.
type sessions struct {
	now  func() time.Time
	life time.Duration
	mu   sync.Mutex
	by   map[[32]byte]*session
}

func newSessions(now func() time.Time, life time.Duration) *sessions {
	return &sessions{now: now, life: life, by: map[[32]byte]*session{}}
}

// make signs an agent in and returns the secret for the cookie: 256 random bits.
func (s *sessions) make(a Agent) string {
	var raw [32]byte
	rand.Read(raw[:]) // never fails
	secret := base64.RawURLEncoding.EncodeToString(raw[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	var oldest *session
	n := 0
	for k, o := range s.by {
		if !s.now().Before(o.ends) {
			delete(s.by, k)
			continue
		}
		if o.agent.ID == a.ID {
			n++
			if oldest == nil || o.ends.Before(oldest.ends) {
				oldest = o
			}
		}
	}
	if n >= maxSessions {
		delete(s.by, oldest.key)
	}
	key := sha256.Sum256([]byte(secret))
	s.by[key] = &session{key: key, agent: a, ends: s.now().Add(s.life)}
	return secret
}

// find returns the session of a request; nil when there is none that holds.
func (s *sessions) find(r *http.Request) *session {
	c, err := r.Cookie(cookie)
	if err != nil || len(c.Value) > 64 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.by[sha256.Sum256([]byte(c.Value))]
	if o == nil || !s.now().Before(o.ends) {
		return nil
	}
	return o
}

// end signs a browser out and reports whether the agent has no other left.
func (s *sessions) end(o *session) (last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.by, o.key)
	for _, other := range s.by {
		if other.agent.ID == o.agent.ID && s.now().Before(other.ends) {
			return false
		}
	}
	return true
}

// holds reports whether a session has not ended.
func (s *sessions) holds(o *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[o.key] == o && s.now().Before(o.ends)
}

// maxStreams bounds the open streams of one session: tabs, not a flood.
const maxStreams = 8

// stream counts an open stream; false when there are too many. The other function ends it.
func (s *sessions) stream(o *session) (func(), bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.streams >= maxStreams {
		return nil, false
	}
	o.streams++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		o.streams--
	}, true
}

// bake makes the session's cookie; an empty secret takes it away.
func (c *Console) bake(r *http.Request, secret string) *http.Cookie {
	k := &http.Cookie{ //nolint:gosec // Secure where the connection is, or the operator says so
		Name: cookie, Value: secret, Path: "/console", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: c.o.Secure || r.TLS != nil, MaxAge: int(c.o.Life.Seconds()),
	}
	if secret == "" {
		k.MaxAge = -1
	}
	return k
}
