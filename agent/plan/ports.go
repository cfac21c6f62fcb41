package plan

// ports gives "port 8080" to what is called: the name right after it ("port
// 8080 of payments"), else the nearest before it that does not call, else the
// first target.
func ports(tokens []token, taken []side, to *[]Mention) {
	for i := range tokens {
		port := at(tokens, i+1).text
		bare := tokens[i].text == "on" && (at(tokens, i+2).text == "" || at(tokens, i+2).mark()) // "reach redis on 6379"
		if tokens[i].text != "port" && !bare || !isPort(port) && !portNames[port] {
			continue
		}
		owner := -1
		if t := at(tokens, i+2).text; t == "of" || t == "on" || t == "at" {
			if at(tokens, i+3).mention != nil {
				owner = i + 3
			}
		}
		for k := i - 1; owner < 0 && k >= 0; k-- {
			if tokens[k].mention != nil && (taken[k] == free || taken[k] == target) {
				owner = k
			}
		}
		switch {
		case owner < 0 && len(*to) > 0:
			give(&(*to)[0], port)
		case owner >= 0:
			was := *tokens[owner].mention
			give(tokens[owner].mention, port)
			for n := range *to {
				if (*to)[n] == was {
					(*to)[n] = *tokens[owner].mention
				}
			}
		}
	}
}

// give sets a port where a thing can have one and has none.
func give(m *Mention, port string) {
	if m.Port == "" && m.Kind != "namespace" && m.Kind != "node" {
		m.Port, m.Spoken = port, true
	}
}
