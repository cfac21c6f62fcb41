// Package narrative lets a model explain a report, and keeps only what the
// report says.
//
// # Contract
//
// [Tell] asks for sentences that cite facts. [Judge] drops a sentence that cites
// nothing or what is not there; that holds a number, name, address, command or
// term of the trade absent from what it cites; that praises what did not pass or
// blames what did not fail; that orders a change which no remedy orders of the same
// thing, or tells of one; that speaks of its author; or that is not plain prose. A
// guess in unmarked words is marked. What was dropped is told the model once, and asked for
// anew. A hypothesis is held to the same but for blame, and is marked.
//
// # Why
//
// A sentence is compared with the words that it cites, and not understood. So
// the judge is strict where it can be (whatever looks like a name must be there)
// and a true sentence may be lost; the report holds it anyway. What it cannot
// see is a claim made wholly of plain words. So the report's own words stand
// above every narrative.
package narrative
