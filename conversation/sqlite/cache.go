package sqlite

import (
	"sync"

	"balie/conversation"
)

// cache keeps recently used conversations, as the last durable transaction left them. Only the writer puts: so what
// is in it is never older than the file. Two halves make it forget what was not used for long.
type cache struct {
	mu         sync.Mutex
	young, old map[conversation.ID]*entry
	size, most int // bytes of young, and when it becomes old
}

func newCache(bytes int) *cache {
	return &cache{young: map[conversation.ID]*entry{}, most: bytes / 2}
}

func (c *cache) get(id conversation.ID) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.young[id]; ok {
		return e
	}
	e, ok := c.old[id]
	if !ok {
		return nil
	}
	delete(c.old, id)
	c.add(e)
	return e
}

func (c *cache) put(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.old, e.id)
	if have, ok := c.young[e.id]; ok {
		c.size -= have.bytes
	}
	e.bytes = e.size()
	c.add(e)
}

func (c *cache) add(e *entry) {
	c.young[e.id] = e
	if c.size += e.bytes; c.size > c.most {
		c.young, c.old, c.size = map[conversation.ID]*entry{}, c.young, 0
	}
}

func (c *cache) drop(id conversation.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if have, ok := c.young[id]; ok {
		c.size -= have.bytes
	}
	delete(c.young, id)
	delete(c.old, id)
}
