package binary

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Path is where a program is: in the file that the variable NETWHY_NAME says,
// such as NETWHY_KUBE, or where [Build] puts it. A program that is not there is
// an error that says what to do.
func Path(name string) (string, error) {
	path := os.Getenv("NETWHY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	if path == "" {
		place, err := at(name)
		if err != nil {
			return "", err
		}
		path = filepath.Join(place.folder, name)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("cannot find the program %s: run `make deps`", name)
	} else if err != nil {
		return "", fmt.Errorf("cannot use the program %s: %w", name, err)
	}
	return path, nil
}

// Data is a folder of the program's module that it needs when it runs, as
// [Build] kept it: Cilium's "bpf" and its "crds".
func Data(name, folder string) (string, error) {
	path, err := Path(name)
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(path), folder), nil
}

// place says what a program is built from, and where it goes.
type place struct {
	program
	module, linker, folder string
}

func at(name string) (p place, err error) {
	if p.program, err = find(name); err != nil {
		return p, err
	}
	if p.module, err = module(); err != nil {
		return p, err
	}
	sum := sha256.New()
	files, err := p.sources(p.module)
	if err != nil {
		return p, err
	}
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return p, fmt.Errorf("cannot read what %s is built from: %w", name, err)
		}
		sum.Write(text)
		if i == 0 {
			if p.linker, err = p.program.linker(text); err != nil {
				return p, err
			}
		}
	}
	fmt.Fprintln(sum, p.source, p.linker, p.data, runtime.Version(), runtime.GOARCH)
	cache, err := os.UserCacheDir()
	if err != nil {
		return p, fmt.Errorf("cannot find the cache for %s: %w", name, err)
	}
	p.folder = filepath.Join(cache, "netwhy", name+"-"+hex.EncodeToString(sum.Sum(nil))[:12])
	return p, nil
}
