package console

import (
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/crypto/bcrypt"
)

// Agent is somebody who may sign in.
type Agent struct {
	ID   string // what is typed to sign in: small letters, digits, . - _
	Name string // what customers and colleagues read
	Hash string // bcrypt hash of the password; see [HashPassword]
}

// Invitation is how an agent of a demonstration signs in. It holds until the process ends.
type Invitation struct {
	Agent    string
	Name     string
	Password string
	Path     string // with the password after #, which no server or log ever sees
}

// cost is bcrypt's work factor for new hashes: about a quarter of a second.
const cost = 12

// HashPassword makes the hash of a password of 12 to 72 bytes.
func HashPassword(password string) (string, error) {
	if len(password) < 12 || len(password) > 72 {
		return "", fmt.Errorf("password has %d bytes; use 12 to 72", len(password))
	}
	h, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		return "", fmt.Errorf("password: %w", err)
	}
	return string(h), nil
}

// roster knows the agents and checks passwords.
type roster struct {
	agents map[string]Agent
	nobody []byte        // compared with when nobody has the id, so that this takes as long
	busy   chan struct{} // how many passwords are checked at a time
}

var agentID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,31}$`)

func newRoster(agents []Agent, demo bool) (roster, []Invitation, error) {
	r := roster{agents: map[string]Agent{}, busy: make(chan struct{}, 2)}
	var invited []Invitation
	var errs []error
	most := bcrypt.MinCost
	for _, a := range agents {
		n, err := bcrypt.Cost([]byte(a.Hash))
		switch {
		case !agentID.MatchString(a.ID):
			errs = append(errs, fmt.Errorf("agent %q: the id must be small letters, digits, . - or _, at most 32", a.ID))
		case r.agents[a.ID].ID != "":
			errs = append(errs, fmt.Errorf("agent %s stands there twice", a.ID))
		case a.Name == "":
			errs = append(errs, fmt.Errorf("agent %s has no name", a.ID))
		case a.Hash == "" && demo:
			i, hash, err := invite(a)
			errs, invited, a.Hash = append(errs, err), append(invited, i), hash
		case a.Hash == "":
			errs = append(errs, fmt.Errorf("agent %s has no password: there is no default one", a.ID))
		case err != nil:
			errs = append(errs, fmt.Errorf("agent %s: the password's hash is not one of bcrypt", a.ID))
		}
		most = max(most, n)
		r.agents[a.ID] = a
	}
	if len(agents) == 0 {
		errs = append(errs, errors.New("option Agents is empty: nobody could sign in"))
	}
	var err error
	if r.nobody, err = bcrypt.GenerateFromPassword([]byte(rand.Text()), most); err != nil {
		errs = append(errs, err)
	}
	return r, invited, errors.Join(errs...)
}

// invite makes a password with 130 random bits; it needs no slow hash.
func invite(a Agent) (Invitation, string, error) {
	password := rand.Text()
	h, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	return Invitation{Agent: a.ID, Name: a.Name, Password: password, Path: "/console/#" + a.ID + ":" + password}, string(h), err
}

// Invitations returns how the agents of a demonstration sign in, for the operator to read at the start.
func (c *Console) Invitations() []Invitation { return c.invitations }

// check returns the agent whose password this is.
func (r roster) check(id, password string) (Agent, bool) {
	r.busy <- struct{}{}
	defer func() { <-r.busy }()
	a, known := r.agents[id]
	hash := r.nobody
	if known {
		hash = []byte(a.Hash)
	}
	err := bcrypt.CompareHashAndPassword(hash, []byte(password))
	return a, known && err == nil
}

// name returns what an agent is called; the id when nobody has it any more.
func (r roster) name(id string) string {
	if a, ok := r.agents[id]; ok {
		return a.Name
	}
	return id
}
