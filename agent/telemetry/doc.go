// Package telemetry tells traces and metrics what an investigation does.
//
// # Contract
//
// Each function makes one sort of span, or counts one sort of thing, through
// OpenTelemetry's interface alone. Until package exporter, or a program that
// embeds this one, sets a provider, nothing is kept and nothing is sent.
//
// # Why
//
// A trace goes to others than those who may read the cluster. So no function
// takes free text: a name is that of a source, a tool, a status or a reason, each
// of a closed list, and the rest are numbers. No name of an object, no question,
// no argument and no error's words can be in it.
package telemetry
