package prompts

// Followups tell what a question about a report at hand asks for.
type Followups struct {
	Again  []string `json:"again"` // asks to look anew
	Topics []struct {
		Topic   string   `json:"topic"`
		Phrases []string `json:"phrases"`
	} `json:"topics"`
	Asked string `json:"asked"` // what can be asked
}

// FollowupTable reads them.
func FollowupTable() (Followups, error) { return read[Followups]("followups.yaml") }
