// Package conversation holds what is asked and answered about a cluster, one
// question after another.
//
// # Contract
//
// [Conversation.Ask] answers a question from the investigations at hand, or starts
// a new one and says so. Which of both is for the keyword table to say, never for
// a model. What a model writes is held against the facts that it cites like any
// narrative; without a model, or where it fails, a table of topics answers, or
// says what can be asked. An order to change something is declined. A context
// that ends costs the rest of one answer, and nothing that was found before.
//
// What a model is sent is bounded, however long the conversation: facts of the
// last investigation, what mattered of earlier ones, and the last turns. The
// beginning stays byte for byte the same from turn to turn, until the turns have
// outgrown their room; then the older half gives way, and what its answers cited
// joins the facts. A fact keeps its ID for ever, and whatever a question names is
// shown beside it again.
//
// # Why
//
// A conversation that is cut at its end forgets what it was about. What matters in
// it are findings, and these are code's, so code can keep them whole.
package conversation
