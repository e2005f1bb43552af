package console

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
)

// signIn checks a password and gives a session. What was wrong is not told, and a wrong id takes as long as a wrong
// password.
func (c *Console) signIn(e echo.Context) error {
	var body struct {
		Agent    string `json:"agent"`
		Password string `json:"password"`
	}
	if err := edge.Decode(e, &body); err != nil {
		return err
	}
	keys := map[string]int{"network " + network(c.o.IP(e.Request())): networkBurst}
	if agentID.MatchString(body.Agent) {
		keys["agent "+body.Agent] = agentBurst
	}
	if wait := c.limit.wait(keys); wait > 0 {
		p := edge.Refuse(http.StatusTooManyRequests, "too_many", "Too many tries. Wait a moment and try again.")
		p.Retry = wait
		return p
	}
	a, ok := c.roster.check(body.Agent, body.Password)
	if !ok {
		return edge.Refuse(http.StatusUnauthorized, "wrong", "The name or the password is not right.")
	}
	c.limit.giveBack(keys)
	if old := c.sessions.find(e.Request()); old != nil {
		c.sessions.end(old)
	}
	e.SetCookie(c.bake(e.Request(), c.sessions.make(a)))
	c.o.Desk.Beat(a.ID, a.Name)
	return e.JSON(http.StatusOK, c.who(a))
}

// signOut ends the session; the agent's conversations go back to the queue when it was their last.
func (c *Console) signOut(e echo.Context, s *session) error {
	e.SetCookie(c.bake(e.Request(), ""))
	if c.sessions.end(s) {
		c.o.Desk.Leave(s.agent.ID)
		if _, err := c.o.Desk.Sweep(e.Request().Context()); err != nil {
			return err
		}
	}
	return e.NoContent(http.StatusNoContent)
}

// me tells the page who is signed in.
func (c *Console) me(e echo.Context, s *session) error {
	c.o.Desk.Beat(s.agent.ID, s.agent.Name)
	return e.JSON(http.StatusOK, c.who(s.agent))
}

// beat is a page's sign of life.
func (c *Console) beat(e echo.Context, s *session) error {
	c.o.Desk.Beat(s.agent.ID, s.agent.Name)
	return e.NoContent(http.StatusNoContent)
}

// Reply is a text that agents send often. {{name}}, {{agent}}, {{reference}} and {{case}} are filled in by the page.
type Reply struct {
	Key  string            `json:"key"`  // what is typed after / to find it
	Text map[string]string `json:"text"` // by language
}

type whoami struct {
	Agent   string    `json:"agent"`
	Name    string    `json:"name"`
	Reasons []string  `json:"reasons"` // with which a conversation may be closed
	Replies []Reply   `json:"replies"` // texts that agents send often
	Now     time.Time `json:"now"`     // waiting times are counted by the server's clock
}

func (c *Console) who(a Agent) whoami {
	return whoami{Agent: a.ID, Name: a.Name, Reasons: c.o.Desk.Reasons(), Replies: c.o.Replies, Now: c.o.Now()}
}
