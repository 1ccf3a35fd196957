"""One file a verb, the whole story from top to bottom."""
