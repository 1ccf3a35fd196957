"""The query index over a case; derived, rebuilt at any time."""
