// Command image packs static binaries into a container image, as the archive of
// "docker save", which containerd imports: the test cluster needs no registry
// and no image builder. The same files give the same bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

func main() {
	flags := flag.NewFlagSet("image", flag.ExitOnError)
	out := flags.String("o", "", "the `archive` to write")
	ref := flags.String("ref", "", "the image's `host/name:tag`")
	entrypoint := flags.String("entrypoint", "", "`program` and its arguments, with spaces between")
	user := flags.String("user", "", "numeric `user` (default root)")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: image -o OUT.tar -ref HOST/NAME:TAG -entrypoint PROGRAM [-user ID] FILE=/path @TARGET=/link ...")
		flags.PrintDefaults()
	}
	_ = flags.Parse(os.Args[1:]) // exits by itself
	if *out == "" || *ref == "" || *entrypoint == "" || flags.NArg() == 0 {
		flags.Usage()
		os.Exit(2)
	}
	config := execution{
		Entrypoint: strings.Fields(*entrypoint),
		Env:        []string{"PATH=/usr/local/bin:/usr/bin:/bin"},
		User:       *user,
		WorkingDir: "/",
	}
	if err := write(*out, *ref, config, flags.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

// whole is a name that nothing completes: containerd and kubelet would each add
// a host in their own way.
var whole = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(/[a-z0-9._-]+)+:\w[\w.-]*$`)

func write(out, ref string, config execution, files []string) error {
	if !whole.MatchString(ref) {
		return fmt.Errorf("%q is not HOST/NAME:TAG", ref)
	}
	layer, err := layerOf(files)
	if err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return fmt.Errorf("cannot write the archive: %w", err)
	}
	err = errors.Join(archive(file, ref, config, layer), file.Close())
	if err != nil { // half an archive must not look like a whole one
		return fmt.Errorf("cannot write %s: %w", out, errors.Join(err, os.Remove(out)))
	}
	return nil
}
