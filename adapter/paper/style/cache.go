package style

import "sync"

// kept are the style sheets that were read, by what they say.
var kept = cache{most: 64}

// cache keeps style sheets. When it is full all of them are forgotten: an office has few, and they come again at once.
type cache struct {
	most int
	mu   sync.RWMutex
	all  map[string]*sheet
}

// sheet gives a style sheet, read now or before.
func (c *cache) sheet(src string) *sheet {
	c.mu.RLock()
	s := c.all[src]
	c.mu.RUnlock()
	if s != nil {
		return s
	}
	s = parseSheet(src, false)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil || len(c.all) >= c.most {
		c.all = map[string]*sheet{}
	}
	c.all[src] = s
	return s
}
