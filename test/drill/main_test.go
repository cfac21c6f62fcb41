package drill

import (
	"fmt"
	"io"
	"os"
	"testing"
)

// role is the environment variable that makes this program the first process of
// a node, or what keeps a network namespace alive.
const role = "NETWHY_DRILL"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "node":
		if err := serve(os.Getenv(group)); err != nil {
			fmt.Fprintln(os.Stderr, "node:", err)
			os.Exit(1)
		}
	case "pause":
		_, _ = io.Copy(io.Discard, os.Stdin) // until whoever started it is gone
	}
}
