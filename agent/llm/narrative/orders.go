package narrative

import (
	"slices"
	"strings"
)

// near is how many words behind an order the thing may stand that it is of.
const near = 4

// hedged reports whether a sentence guesses, in words that are not those of what
// it cites.
func (j *Judge) hedged(words []word, proof *corpus) bool {
	for i, w := range words {
		denied := i+1 < len(words) && j.lore.denials[words[i+1].low]
		if j.lore.hedges[w.low] && !proof.hasWord(w.low) && (w.low != "could" || !denied) {
			return true
		}
	}
	return false
}

// borne reports whether a word orders nothing, or what is cited orders the same
// of the same thing. That something was done must be cited too, or be a guess.
func (j *Judge) borne(words []word, i int, proof *corpus, hypothesis bool) bool {
	order := j.lore.actions[words[i].low]
	if order == "" {
		return true
	}
	told := strings.HasSuffix(words[i].low, "ed") && words[i].low != order
	if told && hypothesis {
		return true
	}
	object, has := j.object(words, i, told)
	for _, line := range proof.lines {
		cited := split(line)
		for k, w := range cited {
			if j.lore.actions[w.low] != order {
				continue
			}
			if !has {
				return true
			}
			around := j.behind(cited, k)
			if order != w.low { // "the pods were restarted"
				around = append(around, cited[max(0, k-near):k]...)
			}
			if slices.ContainsFunc(around, func(o word) bool { return alike(o.low, object.low) }) {
				return true
			}
		}
	}
	return false
}

// behind are the words that an order is of: "delete the Service in shop" is not
// of the namespace.
func (j *Judge) behind(words []word, i int) (list []word) {
	for k := i; k < min(len(words), i+1+near); k++ {
		if k > i {
			if j.lore.places[words[k].low] {
				break
			}
			list = append(list, words[k])
		}
		if words[k].ends {
			break
		}
	}
	return list
}

// object is what an order is of: the first word behind it that is no article,
// or, where something is told in the passive, the first of the clause.
func (j *Judge) object(words []word, i int, told bool) (word, bool) {
	first, last := i+1, len(words)
	if told {
		for first, last = i, i; first > 0 && !words[first-1].ends; {
			first--
		}
	} else if words[i].ends {
		return word{}, false
	}
	for _, w := range words[first:last] {
		if !j.lore.articles[w.low] {
			return w, true
		}
		if w.ends {
			break
		}
	}
	return word{}, false
}

// alike compares words but for the plural.
func alike(a, b string) bool {
	return a == b || strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s") || strings.HasSuffix(a, "/"+b) || strings.HasSuffix(b, "/"+a)
}

// forms are the English forms of orders too, but for the one that describes
// ("the Service exposes a port"). Where an order has such a form in another
// language, nothing is lost.
func forms(orders set) map[string]string {
	made := map[string]string{}
	for o := range orders {
		stem := strings.TrimSuffix(o, "e")
		doubled := o + o[len(o)-1:]
		for _, form := range []string{o, o + "ed", o + "ing", stem + "ed", stem + "ing", doubled + "ed", doubled + "ing"} {
			made[form] = o
		}
	}
	return made
}
