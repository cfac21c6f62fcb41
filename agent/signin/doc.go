// Package signin lets people in by an OpenID Connect issuer, and remembers who
// is in.
//
// # Contract
//
// A [Porter] serves the pages under [Path], and is a [web.Gate]: a request has a
// caller if its cookie names a session of somebody who may use the program now,
// and who agreed to the [Terms]. The issuer's tokens are handed to [Know] once
// and dropped. What stays is an [access.User], in the store; the browser has the
// name of its session, which changes at sign-in, and nothing else.
//
// A sign-in is the authorization code flow with PKCE, state and nonce. Its state
// is bound to the browser that began it here, so that nobody is signed in as
// somebody else, and it is used up by the first answer.
//
// # Why
//
// The address at which the program is reached is configuration. Host is compared
// with it, and no header says another or who somebody is: a proxy in front needs
// to forward nothing but Host. Roles are asked for at every request, so that
// whoever is no longer allowed is out at once.
//
// A session that was ended stays so: a request that began before cannot write it
// again, which scs alone would. The store has the hash of its name alone.
//
// The form of the sign-in is answered with a page that leads on, since browsers
// hold redirects of a form against form-action, and an issuer may lead to any
// other. All pages work without a script, and bring their own style.
package signin
