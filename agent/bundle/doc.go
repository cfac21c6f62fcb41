// Package bundle is the recorded form of an investigation: everything that a
// replay needs, and nothing that it does not.
//
// # Contract
//
// A [Bundle] is written as a zip with deterministic bytes: manifest.json,
// plan.json, gaps.json and one file a record under records/. Reading refuses
// path traversal, links, unknown members, unknown versions, digests that do not
// match, and anything larger than its bounds, with an error that names the
// member. Values that look like secrets were replaced by the sources before a
// record existed, so none is ever written.
//
// # Why
//
// The manifest lists every record with its digest, so one damaged byte is
// found and named, and the report's digest can be recomputed by hand.
package bundle
