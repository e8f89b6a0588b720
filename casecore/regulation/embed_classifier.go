package regulation

import (
	"embed"
	"errors"
	"fmt"
)

//go:embed classifier/*.csv
var classifierFiles embed.FS

// EmbeddedClassifier returns the classifier that ships with the program: a Ukrainian city with four
// districts. The acts' own annexes are not published, so every topic of it is marked assumed; a city
// imports its own.
func EmbeddedClassifier() (*Classifier, error) {
	reader := newClassifierReader()
	for _, name := range []string{"districts", "organisations", "bodies", "topics"} {
		file, err := classifierFiles.Open("classifier/" + name + ".csv")
		if err != nil {
			return nil, fmt.Errorf("regulation: embedded classifier: %w", err)
		}
		err = reader.read(file)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("regulation: embedded classifier: %w", err)
		}
	}
	return reader.done("classifier")
}
