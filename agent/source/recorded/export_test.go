package recorded

import "strings"

// Holds reports whether any object that is kept holds a text.
func (o *Objects) Holds(text string) bool {
	for _, s := range o.shelves {
		for _, one := range s.objects {
			if strings.Contains(string(one.raw), text) {
				return true
			}
		}
	}
	return false
}

// Documents is documents, for fuzzing.
func Documents(data []byte) (n int, err error) {
	list, err := documents(data)
	return len(list), err
}

// Unpacked is unpacked, for fuzzing.
var Unpacked = unpacked
