package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"netwhy":         func() { os.Exit(run(os.Args, os.Stdout, os.Stderr)) },
		"kubectl-netwhy": func() { os.Exit(run(os.Args, os.Stdout, os.Stderr)) },
	})
}

func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			demo, err := os.Getwd()
			e.Setenv("DEMO", demo+"/demo")
			return err
		},
	})
}
