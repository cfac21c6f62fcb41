package catalog

import "testing"

func TestCatalogueIsValid(t *testing.T) {
	for _, problem := range Validate() {
		t.Error(problem)
	}
}
