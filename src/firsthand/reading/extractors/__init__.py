"""One module for each kind of document; they run in a confined child only."""
