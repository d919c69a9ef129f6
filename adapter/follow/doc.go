// Package follow mirrors another office's log and verifies all of it, so that the office has somebody to answer to.
//
// [Follow] fetches the newest checkpoint that meets the follower's policy, proves that it continues the one mirrored
// before, and takes over what is new: leaves, checked against the tiles and the root; and disclosures, checked against the
// leaves, the manifests and the events that open and erase. A log that forks or rolls back, a leaf that does not hash to
// the tree, a disclosure that the leaf does not know, a secret served unopened and a public field withheld are errors.
// [Open] gives the mirror, to hold receipts against it.
//
// The folder has the layout of the log itself (docs/log.md section 6), so any file server can serve it on:
//
//	checkpoint               the newest one mirrored
//	tile/…  disclosure/…     as the log serves them
//	state.json               how far the mirror reaches, and what was learnt from the events
//	fork/N-…                 two signed checkpoints that contradict each other, if the log forked
//
// What is not verified is not kept: a file is written when its content has been proved under a checkpoint that meets the
// policy, and state.json is replaced last. A run that was cut off goes on where it ended.
package follow
