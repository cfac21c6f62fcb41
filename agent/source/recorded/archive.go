package recorded

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

const (
	mostArchive   = 4 << 30 // bytes, packed
	mostUnpacked  = 8 << 30 // as the archive declares
	mostDirectory = 8 << 20 // bytes of the archive's list of files
	mostRatio     = 400     // of unpacked to packed: text packs to a tenth, hostile files to a thousandth
	smallFile     = 1 << 20 // of which the ratio does not matter
	endLength     = 22      // of the record at the end of an archive
)

// archive lists the files of a zip.
func archive(name string) (list []File, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open the archive: %w", err)
	}
	if list, err = members(file, name); err != nil {
		_ = file.Close() // the error before says more
		return nil, fmt.Errorf("cannot use %s: %w", name, err)
	}
	return list, nil // the file stays open: members are read as they are asked for
}

func members(file *os.File, name string) (list []File, err error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > mostArchive {
		return nil, errors.New("it is no regular file, or is larger than 4 GiB; unpack it, and name the folder")
	}
	return unpacked(file, info.Size(), name)
}

// unpacked lists the members of an archive, or refuses it as a whole.
func unpacked(from io.ReaderAt, size int64, name string) (list []File, err error) {
	if err := small(from, size); err != nil {
		return nil, err
	}
	reader, err := zip.NewReader(from, size)
	if err != nil {
		return nil, err
	}
	if len(reader.File) > mostFiles {
		return nil, errors.New("it holds too many files")
	}
	seen := map[string]bool{}
	var total uint64
	for _, m := range reader.File {
		clean := strings.TrimSuffix(m.Name, "/")
		switch {
		case clean == "" || path.IsAbs(clean) || path.Clean(clean) != clean || clean == ".." || strings.HasPrefix(clean, "../") || strings.ContainsAny(clean, "\\:\x00"):
			return nil, fmt.Errorf("its member %q leads out of it", m.Name)
		case seen[clean]:
			return nil, fmt.Errorf("it holds %q twice", m.Name)
		case !m.Mode().IsRegular() && !m.Mode().IsDir():
			return nil, fmt.Errorf("its member %q is a link or a device", m.Name)
		case m.UncompressedSize64 > smallFile && m.UncompressedSize64/mostRatio > m.CompressedSize64:
			return nil, fmt.Errorf("its member %q unpacks to %d times its size", m.Name, m.UncompressedSize64/max(m.CompressedSize64, 1))
		}
		if total += m.UncompressedSize64; total > mostUnpacked || m.UncompressedSize64 > mostUnpacked {
			return nil, errors.New("it unpacks to more than 8 GiB")
		}
		if seen[clean] = true; m.Mode().IsRegular() {
			f := File{Name: name + "/" + clean, open: m.Open}
			if len(m.Extra) > 0 { // without, the time is of an unknown zone
				f.Time = m.Modified
			}
			list = append(list, f)
		}
	}
	return list, nil
}

// small refuses an archive whose list of files is so long that reading it alone
// would take much memory. The list is read to its end whatever its length is said
// to be, so what counts is how many bytes can follow its beginning.
func small(from io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, endLength+1<<16))
	if _, err := from.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < endLength {
		return errors.New("it is no zip, or was not written to its end")
	}
	start := int64(binary.LittleEndian.Uint32(tail[at+16:]))
	if start == 1<<32-1 {
		return errors.New("it is a zip of more than 4 GiB or 65,535 files; unpack it, and name the folder")
	}
	if size-start > mostDirectory {
		return errors.New("its list of files is too long")
	}
	return nil
}
