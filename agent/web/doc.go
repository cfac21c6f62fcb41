// Package web is the chat in the browser: its HTTP API, the stream of an
// investigation's steps, and the page itself, which is embedded from ui/dist.
//
// # Contract
//
// [New] makes an http.Handler. Every request passes one gate that gives it a
// [Caller]; every reading of a conversation names its owner, so whoever is not
// the owner and has no share token learns no more than that there is nothing.
// Steps are kept with numbers, and a browser that comes back says the last it
// has: none is lost. What the page shows of the cluster or a model is sent as
// JSON and set as text. Nothing is loaded from elsewhere, and no script or style
// stands within the page; [headers] says so to the browser.
//
// What was asked is in the store before it is answered: [Server.Stop] and a kill
// leave turns that can be asked again. What is about to be read of the cluster,
// or shown to another than its owner, is in the audit log first.
//
// # Why
//
// Without a sign-in (package signin), [Listen] takes loopback addresses only, and
// the gate takes requests only that name such a host: a page of another site that
// the browser shows must not reach it by a name of its own.
package web
