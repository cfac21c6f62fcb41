package command

import "strings"

// Lines are the simple commands of a script, each as its words: continued lines
// are joined, comments dropped, and pipes, lists and substitutions taken apart.
// Quotes are taken off. It knows as much of the shell as documents need.
func Lines(script string) [][]string {
	var all [][]string
	var words []string
	var word strings.Builder
	began := false
	endWord := func() {
		if began {
			words = append(words, word.String())
		}
		word.Reset()
		began = false
	}
	end := func() {
		endWord()
		if len(words) > 0 {
			all = append(all, words)
		}
		words = nil
	}
	text := []rune(strings.ReplaceAll(script, "\\\n", " "))
	for i := 0; i < len(text); i++ {
		switch r := text[i]; {
		case r == '\'' || r == '"':
			began = true
			for i++; i < len(text) && text[i] != r; i++ {
				word.WriteRune(text[i])
			}
		case r == '#' && !began:
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case r == '$' && i+1 < len(text) && text[i+1] == '(':
			i++
			end()
		case strings.ContainsRune("\n|;&()", r):
			end()
		case r == ' ' || r == '\t':
			endWord()
		default:
			began = true
			word.WriteRune(r)
		}
	}
	end()
	return all
}

// Of are the commands of a program within a simple command: also what another
// program is told to run, behind "--", and behind words such as "do" and
// variables of the environment.
func Of(program string, words []string) (found [][]string) {
	for i, w := range words {
		if w != program && !strings.HasSuffix(w, "/"+program) {
			continue
		}
		if i == 0 || words[i-1] == "--" || words[i-1] == "do" || words[i-1] == "!" || words[i-1] == "timeout" ||
			strings.Contains(words[i-1], "=") && Program(words) == w {
			found = append(found, words[i:])
		}
	}
	return found
}

// Program is the first word that is no variable of the environment.
func Program(words []string) string {
	for _, w := range words {
		if name, _, ok := strings.Cut(w, "="); !ok || strings.ContainsAny(name, "-/.") {
			return w
		}
	}
	return ""
}
