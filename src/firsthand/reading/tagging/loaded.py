"""Importing this loads the model.

The parent of all confined children imports it, so that each of them has the model from its first
instruction and none has to open its files.
"""

from firsthand.reading.tagging.tagger import load

load()
