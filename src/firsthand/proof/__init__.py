"""Canonical bytes, Merkle trees, signatures, checkpoints and timestamp tokens; no I/O."""
