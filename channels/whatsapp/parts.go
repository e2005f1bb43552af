package whatsapp

import (
	"strconv"
	"strings"
	"sync"
)

// maxParts bounds how many half-sent messages are remembered.
const maxParts = 1024

// partMark stands between our id and the number of a part that is not the last. The last carries the bare id, so that
// a status on it stands for the whole: it was sent only after Meta had taken in all before it.
const partMark = "#"

func partID(id string, n int) string { return id + partMark + strconv.Itoa(n) }

func isPart(id string) bool { return strings.Contains(id, partMark) }

// parts remembers how much of a long message has left, so that another attempt goes on there. It forgets with the
// process: then the customer reads a part twice, and none is lost.
type parts struct {
	mu   sync.Mutex
	sent map[string]int
}

func newParts() *parts { return &parts{sent: map[string]int{}} }

func (p *parts) of(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent[id]
}

func (p *parts) set(id string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sent) >= maxParts {
		clear(p.sent)
	}
	p.sent[id] = n
}

func (p *parts) forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sent, id)
}
