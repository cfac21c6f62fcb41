package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
)

type invocation struct {
	flags       *flag.FlagSet
	args        []string
	out, errOut io.Writer
}

// misuse is what the caller must write differently.
type misuse struct{ error }

func misused(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// errCounted says that something failed, which the printed counts tell already.
var errCounted = errors.New("some attempts failed")

// operands parses flags wherever they stand: lines for "kubectl exec" are
// written by hand, and flags behind the target read better.
func (in invocation) operands() ([]string, error) {
	var operands []string
	for rest := in.args; ; rest = in.flags.Args()[1:] {
		err := in.flags.Parse(rest)
		switch {
		case errors.Is(err, flag.ErrHelp):
			return nil, err
		case err != nil:
			return nil, misuse{err}
		case in.flags.NArg() == 0:
			return operands, nil
		}
		operands = append(operands, in.flags.Arg(0))
	}
}

// repeated is a flag that may be given several times.
func (in invocation) repeated(name, usage string) *[]string {
	values := new([]string)
	in.flags.Func(name, usage, func(v string) error {
		*values = append(*values, v)
		return nil
	})
	return values
}

func (in invocation) print(v any) error {
	if err := json.NewEncoder(in.out).Encode(v); err != nil {
		return fmt.Errorf("cannot print the result: %w", err)
	}
	return nil
}
