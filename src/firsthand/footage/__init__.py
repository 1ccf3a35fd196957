"""Pictures out of media; fingerprints, search and alignment."""
