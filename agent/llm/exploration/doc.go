// Package exploration lets a model look further than the plan did, in rounds and
// within a budget.
//
// # Contract
//
// [Run] tells the model the facts so far and offers two tools: to ask further
// checks of the catalogue, and to read evidence of the kinds that checks rest on.
// What a call names is looked up among the checks, kinds and subjects of the
// [World]; what is not there is refused, and nothing is read. The same call is
// carried out once. A round without a new call is the last one. What is left of
// the budget is told with every result, and a call beyond it is refused. An
// error ends the exploration and nothing else.
//
// # Why
//
// The model gives no free argument: no name, selector, command or reason in words
// of its own. So nothing that it was talked into can leave by a call, and what a
// call does is known beforehand. Reasons are the IDs of facts.
//
// The checks that the decision table demands have been asked before the model is,
// and what it asks for is kept apart from them.
package exploration
