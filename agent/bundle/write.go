package bundle

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write writes the bundle. Equal bundles give equal bytes.
func (b *Bundle) Write(w io.Writer) error {
	archive := zip.NewWriter(w)
	put := func(name string, v any) error {
		data, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", name, err)
		}
		member, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err == nil {
			_, err = member.Write(append(data, '\n'))
		}
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", name, err)
		}
		return nil
	}
	if err := put("manifest.json", b.Manifest); err != nil {
		return err
	}
	if err := put("plan.json", b.Plan); err != nil {
		return err
	}
	if err := put("gaps.json", b.Gaps); err != nil {
		return err
	}
	for i, r := range b.Records {
		if err := put(b.Manifest.Records[i].File, r.Unpacked()); err != nil {
			return err
		}
	}
	if u := b.Unplanned; u != nil {
		if err := put("unplanned/items.json", u.Items); err != nil {
			return err
		}
		if err := put("unplanned/gaps.json", u.Gaps); err != nil {
			return err
		}
		for i, r := range u.Records {
			if err := put(b.Manifest.Unplanned[i].File, r.Unpacked()); err != nil {
				return err
			}
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("cannot write bundle: %w", err)
	}
	return nil
}

// Save writes the bundle to a file, which appears whole or not at all. Only
// its owner may read it.
func (b *Bundle) Save(name string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), ".netwhy-*")
	if err != nil {
		return fmt.Errorf("cannot save bundle: %w", err)
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name()) //nolint:errcheck // the first error is the one to tell
		}
	}()
	if err = b.Write(file); err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("cannot save bundle %s: %w", name, err)
	}
	return nil
}
