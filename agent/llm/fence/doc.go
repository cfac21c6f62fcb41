// Package fence is what stands between a model and everything else: what goes
// out to it, and what may come back.
//
// # Contract
//
// A [Screen] makes text fit to be sent: secrets and e-mail addresses are
// replaced, it is bounded, and, if that is wished, names and addresses stand in
// for others, the same for the same, which [Screen.In] turns back. [Quote]
// writes data so that nothing within it can look like the end of the data.
// [Outline] makes a reading short by leaving whole items out and counting them.
// [Prose] tells whether text of a model is plain prose: no link, no image, no
// markup, nothing that a terminal obeys.
//
// # Why
//
// Whoever can name a pod can write to the model. Wording helps little against
// that, so the fence does not ask the model to be careful: what comes back is
// looked up in lists that code made, and what is not in them is dropped.
package fence
