package reference

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// Command is one command of the program, as its own help tells.
type Command struct {
	Path  []string // without the program's name
	Help  string
	Flags map[string]bool // with their dashes
	Subs  []string
}

var (
	sub  = regexp.MustCompile(`(?m)^  ([a-z][a-z-]*) +\S`)
	flag = regexp.MustCompile(`(?m)^ {2,6}(?:(-[A-Za-z]), )?(--[a-z][a-z0-9-]*)`)
)

// Commands are all commands of a program, the program itself first.
func Commands(ctx context.Context, program string) ([]Command, error) {
	return walk(ctx, program, nil)
}

func walk(ctx context.Context, program string, path []string) ([]Command, error) {
	home, err := os.MkdirTemp("", "netwhy-help-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a home for the program: %w", err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	cmd := exec.CommandContext(ctx, program, append(path[:len(path):len(path)], "--help")...)
	cmd.Env = []string{"HOME=" + home} // the help must not depend on who asks for it
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot ask for the help of %q: %w", strings.Join(path, " "), err)
	}
	c := Command{Path: path, Help: string(out), Flags: map[string]bool{}}
	if _, list, ok := strings.Cut(c.Help, "Available Commands:\n"); ok {
		list, _, _ = strings.Cut(list, "\n\n")
		for _, m := range sub.FindAllStringSubmatch(list, -1) {
			c.Subs = append(c.Subs, m[1])
		}
	}
	_, flags, _ := strings.Cut(c.Help, "Flags:\n")
	for _, m := range flag.FindAllStringSubmatch(flags, -1) {
		c.Flags[m[2]] = true
		if m[1] != "" {
			c.Flags[m[1]] = true
		}
	}
	all := []Command{c}
	for _, s := range c.Subs {
		if s == "help" || s == "completion" { // cobra's own
			continue
		}
		below, err := walk(ctx, program, append(path[:len(path):len(path)], s))
		if err != nil {
			return nil, err
		}
		all = append(all, below...)
	}
	return all, nil
}

func cliPage(commands []Command) []byte {
	var b strings.Builder
	b.WriteString(mark + "# Commands\n\nWhat `--help` says of each.\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s\n```\n", strings.Join(append([]string{"netwhy"}, c.Path...), " "), strings.TrimSpace(c.Help))
	}
	return []byte(b.String())
}
