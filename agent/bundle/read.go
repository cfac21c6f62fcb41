package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Bounds of what is read, so that a hostile archive cannot exhaust memory.
const (
	mostBytes   = 1 << 30 // of all members, unpacked
	mostMember  = 256 << 20
	mostMembers = 50_000
	mostFile    = 256 << 20 // of the archive itself

	mostPlain = 1000 // records; of more, those of bulky kinds are kept packed
)

// Open reads a bundle from a file. The kinds are those of the catalogue; a
// record of one of them must have its type.
func Open(name string, kinds map[string]*evidence.Meta) (*Bundle, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open bundle: %w", err)
	}
	if info.Size() > mostFile {
		return nil, fmt.Errorf("cannot open bundle %s: %d bytes is more than the bound of %d", name, info.Size(), mostFile)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open bundle: %w", err)
	}
	b, err := Read(data, kinds)
	if err != nil {
		return nil, fmt.Errorf("cannot open bundle %s: %w", name, err)
	}
	return b, nil
}

// Read reads a bundle from its bytes.
func Read(data []byte, kinds map[string]*evidence.Meta) (*Bundle, error) {
	members, err := unpack(data)
	if err != nil {
		return nil, err
	}
	b := &Bundle{}
	if err := take(members, "manifest.json", &b.Manifest); err != nil {
		return nil, err
	}
	if b.Manifest.Version != Version {
		return nil, fmt.Errorf("it has version %d, and this program reads version %d; use the program that recorded it (%s)",
			b.Manifest.Version, Version, b.Manifest.Program)
	}
	if err := take(members, "plan.json", &b.Plan); err != nil {
		return nil, err
	}
	if err := take(members, "gaps.json", &b.Gaps); err != nil {
		return nil, err
	}
	for _, entry := range b.Manifest.Records {
		record, err := takeRecord(members, entry, kinds)
		if err != nil {
			return nil, err
		}
		if kind := kinds[record.Kind]; kind != nil && kind.Bulky && len(b.Manifest.Records) > mostPlain {
			record.Pack()
		}
		b.Records = append(b.Records, record)
	}
	if b.Unplanned, err = takeUnplanned(members, b.Manifest.Unplanned, kinds); err != nil {
		return nil, err
	}
	for name := range members {
		return nil, fmt.Errorf("it has a member %q that its manifest does not name", name)
	}
	return b, nil
}

// takeUnplanned takes what was looked at beside the plan, if anything was.
func takeUnplanned(members map[string][]byte, entries []Entry, kinds map[string]*evidence.Meta) (*Unplanned, error) {
	if members["unplanned/items.json"] == nil && len(entries) == 0 {
		return nil, nil
	}
	u := &Unplanned{}
	if err := take(members, "unplanned/items.json", &u.Items); err != nil {
		return nil, err
	}
	if err := take(members, "unplanned/gaps.json", &u.Gaps); err != nil {
		return nil, err
	}
	for _, entry := range entries {
		record, err := takeRecord(members, entry, kinds)
		if err != nil {
			return nil, err
		}
		u.Records = append(u.Records, record)
	}
	return u, nil
}

func takeRecord(members map[string][]byte, entry Entry, kinds map[string]*evidence.Meta) (r evidence.Record, err error) {
	if err := take(members, entry.File, &r); err != nil {
		return r, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, r.Payload); err != nil {
		return r, fmt.Errorf("cannot read member %q: %w", entry.File, err)
	}
	r.Payload = compact.Bytes()
	if r.Kind != entry.Kind || r.Digest != entry.Digest || !r.Sealed() {
		return r, fmt.Errorf("member %q is not what the manifest says: its digest does not match, so it was changed after the recording", entry.File)
	}
	if kind := kinds[r.Kind]; kind != nil {
		if err := kind.Valid(r.Payload, false); err != nil {
			return r, fmt.Errorf("member %q does not hold %s: %w", entry.File, r.Kind, err)
		}
	}
	return r, nil
}

// take decodes a member and removes it from the rest.
func take(members map[string][]byte, name string, into any) error {
	data, ok := members[name]
	if !ok {
		return fmt.Errorf("it has no member %q", name)
	}
	delete(members, name)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("cannot read member %q: %w", name, err)
	}
	return nil
}

// unpack returns the members of an archive, all of them plain files with
// plain names, within the bounds.
func unpack(data []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("it is not a zip archive: %w", err)
	}
	if len(archive.File) > mostMembers {
		return nil, fmt.Errorf("it has %d members, more than the bound of %d", len(archive.File), mostMembers)
	}
	members := map[string][]byte{}
	total := 0
	for _, f := range archive.File {
		switch {
		case !fs.ValidPath(f.Name) || strings.Contains(f.Name, `\`):
			return nil, fmt.Errorf("member %q has a name that leads outside", f.Name)
		case !f.Mode().IsRegular():
			return nil, fmt.Errorf("member %q is no plain file", f.Name)
		case members[f.Name] != nil:
			return nil, fmt.Errorf("member %q is there twice", f.Name)
		}
		member, err := inflate(f, min(mostMember, mostBytes-total))
		if err != nil {
			return nil, err
		}
		total += len(member)
		members[f.Name] = member
	}
	return members, nil
}

func inflate(f *zip.File, most int) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("cannot read member %q: %w", f.Name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read member %q: %w", f.Name, err)
	}
	if len(data) > most {
		return nil, fmt.Errorf("member %q unpacks to more than the bound of %d bytes", f.Name, most)
	}
	return data, nil
}
