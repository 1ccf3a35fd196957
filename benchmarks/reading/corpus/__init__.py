"""Our own corpus of invented reports (corpus/GUIDELINES.md): its reader, validator and scores."""
