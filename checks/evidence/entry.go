package evidence

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// Entry is a record with its payload decoded at most once, however many
// snapshots share it. Of a packed one the decoded form may be let go of, and is
// made again when somebody asks.
type Entry struct {
	Record
	mu      sync.Mutex
	read    bool
	decoded any
	err     error
	later   func() (any, error) // decodes it, in place of the kind

	splitting sync.Mutex
	parts     map[string]map[string]*Entry // by kind and node, of a list of all nodes'
}

// Decoded is the entry of a record whose payload somebody has as a list already.
// A list of another type than the kind's is left alone.
func Decoded(r Record, kind *Meta, list any) *Entry {
	e := &Entry{Record: r}
	if kind.is(list) {
		e.decoded, e.read = list, true
	}
	return e
}

// Decode reads the payload as a kind's type, and keeps what it read.
func (e *Entry) Decode(kind *Meta) error {
	_, err := e.list(kind)
	return err
}

func (e *Entry) list(kind *Meta) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.read:
	case e.later != nil:
		e.decoded, e.err = e.later()
	default:
		e.decoded, e.err = kind.decode(e.Content())
	}
	e.read = true
	return e.decoded, e.err
}

// Release lets go of the decoded form of what takes little room without it.
func (e *Entry) Release() {
	if e == nil || e.Packed == nil && e.later == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.read, e.decoded = false, nil
}

// Pack makes the payload small: that of one node's kernel is 40 kB, in which the
// same words stand again and again.
func (r *Record) Pack() {
	if r.Packed != nil {
		return
	}
	all := packers()
	packer := <-all
	defer func() { all <- packer }()
	packer.text.Reset()
	packer.text.Write(binary.AppendUvarint(nil, uint64(len(r.Payload))))
	packer.Reset(&packer.text)
	_, err := packer.Write(r.Payload)
	if err == nil {
		err = packer.Close()
	}
	if err == nil { // as always, into memory
		r.Packed, r.Payload = bytes.Clone(packer.text.Bytes()), nil
	}
}

// Content is the payload, packed or not.
func (r *Record) Content() json.RawMessage {
	if r.Packed == nil {
		return r.Payload
	}
	size, prefix := binary.Uvarint(r.Packed)
	text := make([]byte, size)
	unpacker := unpackers.Get().(io.Reader)
	defer unpackers.Put(unpacker)
	err := unpacker.(flate.Resetter).Reset(bytes.NewReader(r.Packed[prefix:]), nil)
	if err == nil {
		_, err = io.ReadFull(unpacker, text)
	}
	if err != nil {
		panic(fmt.Sprintf("cannot unpack the record %s of %s: %v", r.Kind, r.Subject, err)) // only what was packed here is
	}
	return text
}

// Size is how many bytes are kept of the payload.
func (r *Record) Size() int { return len(r.Payload) + len(r.Packed) }

// Unpacked is the record as it is written.
func (r Record) Unpacked() Record {
	r.Payload, r.Packed = r.Content(), nil
	return r
}

var unpackers = sync.Pool{New: func() any { return flate.NewReader(nil) }}

type packer struct {
	*flate.Writer
	text bytes.Buffer
}

// packers weigh a megabyte each: there is one for each processor, whoever waits, and
// none where nothing is packed.
var packers = sync.OnceValue(func() chan *packer {
	all := make(chan *packer, runtime.GOMAXPROCS(0))
	for range cap(all) {
		w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
		if err != nil {
			panic(err) // the level is one of the package's own
		}
		all <- &packer{Writer: w}
	}
	return all
})
