package kube

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// asTable asks for a list as the table that "kubectl get -o wide" shows. A row is a
// hundred bytes in place of an object, and costs the API server a sixth. Who knows no
// tables may send the objects.
const asTable = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

// errPage is of what should have been all, for no limit was asked for.
var errPage = errors.New("the answer is a page of several")

// nodesOf reads where the pods of a table or a list are while it arrives, so that a
// large one takes no room. A pod that has no node is passed over.
func nodesOf(pods io.Reader, each func(node string)) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot read where pods are: %w", err)
		}
	}()
	d, at, read := json.NewDecoder(pods), -1, false
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		switch key {
		case "metadata":
			var list metav1.ListMeta
			if err = d.Decode(&list); err == nil && list.Continue != "" {
				err = errPage
			}
		case "columnDefinitions":
			var columns []metav1.TableColumnDefinition
			err = d.Decode(&columns)
			at = slices.IndexFunc(columns, func(c metav1.TableColumnDefinition) bool { return c.Name == "Node" })
		case "rows":
			read = true
			err = rows(d, at, each)
		case "items":
			read = true
			err = items(d, each)
		default:
			err = d.Decode(new(json.RawMessage))
		}
		if err != nil {
			return err
		}
	}
	if !read {
		return errors.New("the answer is neither a table nor a list")
	}
	_, err = d.Token() // its end: otherwise it was cut off
	return err
}

func rows(d *json.Decoder, at int, each func(node string)) error {
	var row struct {
		Cells []json.RawMessage `json:"cells"`
	}
	return elements(d, &row, func() error {
		if at < 0 || at >= len(row.Cells) {
			return errors.New(`a table lacks the column "Node"`)
		}
		var node string
		if err := json.Unmarshal(row.Cells[at], &node); err != nil {
			return err
		}
		if row.Cells = row.Cells[:0]; node != "" && node != "<none>" {
			each(node)
		}
		return nil
	})
}

func items(d *json.Decoder, each func(node string)) error {
	type pod struct {
		Spec struct {
			Node string `json:"nodeName"`
		} `json:"spec"`
	}
	var one pod
	return elements(d, &one, func() error {
		if one.Spec.Node != "" {
			each(one.Spec.Node)
		}
		one = pod{}
		return nil
	})
}

// elements reads those of an array one by one into the same place. Null is empty.
func elements(d *json.Decoder, into any, each func() error) error {
	if open, err := d.Token(); err != nil || open == nil {
		return err
	}
	for d.More() {
		if err := d.Decode(into); err != nil {
			return err
		}
		if err := each(); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
