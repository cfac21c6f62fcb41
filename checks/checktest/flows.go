package checktest

import (
	"encoding/json"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// flowItems are the items of flows as Hubble's command line prints them.
func flowItems(kind *evidence.Meta, text []byte) (items []json.RawMessage, err error) {
	flows, view, err := hubble.Lines(text)
	if err != nil {
		return nil, err
	}
	var list []any
	if kind.Name == evidence.HubbleView.Name {
		list = append(list, view)
	} else {
		for _, item := range hubble.Record(flows, view, hubble.Most) {
			list = append(list, item)
		}
	}
	for _, one := range list {
		item, err := json.Marshal(one)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
