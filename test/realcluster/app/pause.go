package main

import "context"

// pause holds the namespaces of a pod.
func pause(ctx context.Context, in invocation) error {
	operands, err := in.operands()
	if err != nil {
		return err
	}
	if len(operands) > 0 {
		return misused("unexpected %q", operands)
	}
	<-ctx.Done()
	return nil
}
