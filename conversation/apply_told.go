package conversation

import (
	"slices"
	"strings"
	"unicode"
)

// How much is remembered of what a customer wrote: messages, and bytes of each.
const (
	maxTold     = 6
	maxToldText = 300
)

// tell remembers what a customer typed, for what is asked later. What has no letters is the answer to something.
func (s *State) tell(e MessageReceived) {
	if e.Choice != "" || !strings.ContainsFunc(e.Text, unicode.IsLetter) {
		return
	}
	text := e.Text
	if len(text) > maxToldText {
		text = strings.ToValidUTF8(text[:maxToldText], "")
	}
	s.Told = append(s.Told, text)
	s.Told = s.Told[max(0, len(s.Told)-maxTold):]
}

// remember keeps what was told in this turn with the running process, unless it only asks something or repairs the
// talk: "what does a new card for the joint account cost" speaks of no card.
func (s *State) remember(u Understanding) {
	f := s.Frame(s.Running)
	told := slices.ContainsFunc(u.Commands, func(c Command) bool { return c.Do != DoAnswer && c.Do != DoPattern })
	if f == nil || !told {
		return
	}
	f.Told = append(f.Told, s.Told...)
	f.Told = f.Told[max(0, len(f.Told)-maxTold):]
}
