package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// streams are where a command writes.
type streams struct {
	out, err *os.File
	steps    bool // each step of an investigation is told
}

func newRoot(program string, s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "netwhy",
		Short: "Tell why a cluster's network is broken, and prove it",
		Long: `Netwhy reads a Kubernetes cluster, judges what it read with fixed checks, and
reports the root cause with its evidence and the commands that mend it.
It never writes to the cluster.

Exit codes: 0 healthy, 1 a fault was found, 2 not everything that the question
demands could be seen, 3 the question could not be answered.`,
		Example: `  netwhy ask "pods in shop cannot reach payments"
  netwhy demo`,
		SilenceUsage: true, SilenceErrors: true, Version: version,
	}
	if strings.HasPrefix(filepath.Base(program), "kubectl-") {
		root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl netwhy"}
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(exporting(s, newAsk(s), newChat(s), newPath(s), newReplay(s), newRerun(s), newEval(s), newMCP(s))...)
	root.AddCommand(newDiff(s), newChecks(s), newDemo(s), newModel(s), newServe(s), newVersion(s))
	return root
}
