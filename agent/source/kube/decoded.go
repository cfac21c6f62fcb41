package kube

import (
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/agent/tool"
)

// decoded are the items of a reading as objects.
func decoded[T any](reading tool.Reading, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	list := make([]T, len(reading.Items))
	for i, item := range reading.Items {
		if err := json.Unmarshal(item, &list[i]); err != nil {
			return nil, fmt.Errorf("cannot read a %T: %w", list[i], err)
		}
	}
	return list, nil
}
