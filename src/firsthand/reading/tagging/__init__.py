"""The trained tagger: from the words of a text to attributions, by a small encoder."""
