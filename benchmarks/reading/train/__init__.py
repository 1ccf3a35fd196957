"""Training the tagger of `firsthand.reading.tagging`."""
