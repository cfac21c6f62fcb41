package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
)

// execution is how the image's program is run.
type execution struct {
	Entrypoint []string
	Env        []string
	User       string `json:",omitempty"`
	WorkingDir string
}

type configuration struct {
	Architecture string    `json:"architecture"`
	OS           string    `json:"os"`
	Config       execution `json:"config"`
	RootFS       rootFS    `json:"rootfs"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

type manifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// archive writes an image of one layer. The layer is not compressed: it is
// imported once, on the same machine.
func archive(to io.Writer, ref string, run execution, layer []byte) error {
	layerSum := fmt.Sprintf("%x", sha256.Sum256(layer))
	config, err := json.Marshal(configuration{runtime.GOARCH, "linux", run, rootFS{"layers", []string{"sha256:" + layerSum}}})
	if err != nil {
		return err
	}
	configName := fmt.Sprintf("%x.json", sha256.Sum256(config))
	layerName := layerSum + "/layer.tar"
	list, err := json.Marshal([]manifest{{configName, []string{ref}, []string{layerName}}})
	if err != nil {
		return err
	}
	w := tar.NewWriter(to)
	for _, part := range []struct {
		name string
		data []byte
	}{{layerName, layer}, {configName, config}, {"manifest.json", list}} {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: part.name, Mode: 0o644, Size: int64(len(part.data))}); err != nil {
			return err
		}
		if _, err := w.Write(part.data); err != nil {
			return err
		}
	}
	return w.Close()
}
