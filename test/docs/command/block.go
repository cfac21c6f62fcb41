package command

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Mark says what becomes of a block.
type Mark string

// The marks. A block without one is a mistake, which [Blocks] leaves to its caller.
const (
	Local    Mark = "local"
	Cluster  Mark = "cluster"
	NotRun   Mark = "not run"
	Unmarked Mark = ""
)

// Block is what stands in a document as commands.
type Block struct {
	File, Section string
	Line          int // of its first line, from 1
	Mark          Mark
	Reason        string // of a block that is not run
	Script        string // what a shell is given
}

func (b Block) String() string { return fmt.Sprintf("%s:%d", b.File, b.Line) }

var (
	marked   = regexp.MustCompile(`^<!-- (?:run: (local|cluster)|(not run): (\S.*?)) -->$`)
	heading  = regexp.MustCompile(`^#{1,6} (.+)$`)
	fence    = regexp.MustCompile("^```([a-z]*)$")
	typed    = regexp.MustCompile(`^(?:[A-Z_]+=\S* )*(?:netwhy|kubectl|az|helm|make|claude|export|go|ln|curl|crane|sqlite3|psql|pg_dump|pg_restore|mkdir|git|ctr|skopeo|cosign|gh|hubble|openssl|kind)(?:\s|$)|^[A-Z]+=\$\(`)
	shells   = map[string]bool{"sh": true, "bash": true, "shell": true, "console": true}
	language = "cannot tell what the fence at %s:%d holds: name its language"
)

// Blocks are the blocks of commands in a document.
func Blocks(file string) ([]Block, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read a document: %w", err)
	}
	lines := strings.Split(string(data), "\n")
	var blocks []Block
	section, mark := "", Block{}
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if m := marked.FindStringSubmatch(line); m != nil {
			mark = Block{Mark: Mark(m[1] + m[2]), Reason: m[3]}
			continue
		}
		begin := i
		var body []string
		switch m := fence.FindStringSubmatch(line); {
		case m != nil:
			if m[1] == "" {
				return nil, fmt.Errorf(language, file, i+1)
			}
			begin++
			for i++; i < len(lines) && lines[i] != "```"; i++ {
				body = append(body, lines[i])
			}
			if !shells[m[1]] {
				body = nil
			} else if m[1] == "console" {
				body = answered(body)
			}
		case strings.HasPrefix(line, "    ") && (i == 0 || strings.TrimSpace(lines[i-1]) == "" || marked.MatchString(lines[i-1])):
			for ; i < len(lines) && (strings.HasPrefix(lines[i], "    ") || indented(lines, i)); i++ {
				body = append(body, strings.TrimPrefix(lines[i], "    "))
			}
			i--
			if !commands(body) {
				body = nil
			}
		default:
			if m := heading.FindStringSubmatch(line); m != nil {
				section = m[1]
			}
			if strings.TrimSpace(line) != "" {
				mark = Block{}
			}
			continue
		}
		if body != nil {
			b := mark
			b.File, b.Section, b.Line, b.Script = file, section, begin+1, strings.Join(body, "\n")+"\n"
			blocks = append(blocks, b)
		}
		mark = Block{}
	}
	return blocks, nil
}

// indented reports whether an empty line lies within an indented block.
func indented(lines []string, i int) bool {
	return lines[i] == "" && i+1 < len(lines) && strings.HasPrefix(lines[i+1], "    ")
}

// answered are the commands of a session, without what they answer.
func answered(body []string) (typed []string) {
	for _, line := range body {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			typed = append(typed, command)
		}
	}
	return typed
}

func commands(body []string) bool {
	for _, line := range body {
		if typed.MatchString(line) {
			return true
		}
	}
	return false
}
