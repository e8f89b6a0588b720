package look

import "fmt"

// Languages are those of the public pages, by their own names.
var Languages = []struct{ Code, Name string }{{"uk", "Українська"}, {"en", "English"}, {"pl", "Polski"}}

// Args makes a text's arguments of names and values that a template gives in turn.
func Args(pairs ...any) map[string]any {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return args
}
