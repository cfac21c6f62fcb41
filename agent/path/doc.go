// Package path explains whether one end may call another, and which rule
// decides: the question of "netwhy path" and of the tool explain_path.
//
// # Contract
//
// [Explain] reads what both ends are and the policies of their namespaces,
// through the registry of read-only tools, and asks package reach. What could
// not be read makes the answer Unknown and is named; it is never "allowed".
// The ends are written as an operator would: shop/web, payments/api:8080, a
// host name, an address, node/NAME, internet.
//
// # Why
//
// A path is a question of its own and no symptom: nobody says that something
// is broken. So it has no plan and no causes, but the same engine, readings and
// words as the checks.
package path
