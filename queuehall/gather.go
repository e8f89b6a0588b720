package queuehall

import "sync"

// gather lets those who come while others are served share the next turn, so that what comes at once costs one transaction and not one
// each. Nobody waits for company: whoever comes first is served at once. It is safe for concurrent use and needs no closing.
type gather[K comparable, T any] struct {
	key   func(T) K // of two with the same key the second waits for another turn
	most  int       // served in one turn
	turns int       // at once
	serve func([]T) // answers each of them

	mu      sync.Mutex
	waiting []T
	running int // turns
}

// add has somebody served, who is answered by serve.
func (g *gather[K, T]) add(one T) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, one)
	if g.running < g.turns {
		g.running++
		go g.run()
	}
}

// run serves whoever waits, until nobody does.
func (g *gather[K, T]) run() {
	for group := g.next(); len(group) > 0; group = g.next() {
		g.serve(group)
	}
}

// next takes a group, in which each key is there once.
func (g *gather[K, T]) next() (group []T) {
	g.mu.Lock()
	defer g.mu.Unlock()
	seen := map[K]bool{}
	var later []T
	for _, one := range g.waiting {
		if key := g.key(one); !seen[key] && len(group) < g.most {
			seen[key] = true
			group = append(group, one)
			continue
		}
		later = append(later, one)
	}
	g.waiting = later
	if len(group) == 0 {
		g.running--
	}
	return group
}
