package prompts

// Claims are the words by which the sentences of a model are held against what
// they cite. Each list is explained where it stands in claims.yaml.
type Claims struct {
	Praise   []string          `json:"praise"`
	Faults   []string          `json:"faults"`
	Roots    []string          `json:"roots"`
	Actions  []string          `json:"actions"`
	Totals   []string          `json:"totals"`
	Wholes   []string          `json:"wholes"`
	Denials  []string          `json:"denials"`
	Numbers  map[string]string `json:"numbers"`
	Commands []string          `json:"commands"` // regular expressions
	Kinds    []string          `json:"kinds"`
	Terms    []string          `json:"terms"`
	Generic  []string          `json:"generic"`
	Plain    []string          `json:"plain"`
	English  []string          `json:"english"`
	Leads    []string          `json:"leads"`
	Hedges   []string          `json:"hedges"`
	Selves   []string          `json:"selves"`
	Articles []string          `json:"articles"`
	Places   []string          `json:"places"`
	Blames   []string          `json:"blames"`
}

// ClaimWords reads the words of claims.
func ClaimWords() (Claims, error) { return read[Claims]("claims.yaml") }
