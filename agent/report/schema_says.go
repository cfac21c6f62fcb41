package report

// meanings describe the report's properties in the published schema.
func meanings() map[string]string {
	return map[string]string{
		"schema":        "names this form of the report",
		"program":       "version of netwhy that recorded the evidence",
		"question":      "what was asked, in the operator's words",
		"recorded":      "when the evidence was recorded",
		"summary":       "the answer in one or two sentences",
		"partial":       "why the investigation ended early; absent if it did not",
		"symptoms":      "what the question was taken to complain of",
		"examined":      "what the question was taken to be about",
		"notes":         "what the words were taken to mean, and what was left out",
		"missing":       "words of the question that name nothing that was found",
		"rootCauses":    "supported causes that explain what was asked",
		"alsoSeen":      "supported causes that do not explain what was asked",
		"ruledOut":      "causes that every check passed over",
		"cannotRuleOut": "causes that could not be decided",
		"findings":      "the verdict of every check for every subject, risks apart",
		"risks":         "failed checks that break nothing yet; they never change the status",
		"unseen":        "what could not be read, and what would help most",
		"breadth":       "the findings of nodes counted, where the nodes are many: how many were read, and what those with a verdict have in common",
		"evidence":      "the records that the findings rest on",
		"probes":        "active readings: what was sent into the network",
		"beyond":        "what a model had looked at beyond the plan; no status and no cause follows from it",
		"narrative":     "a model's explanation, as far as the report bears it out, and what it took",
		"digest":        "names the plan, the evidence and the catalogue that the report follows from",
	}
}
