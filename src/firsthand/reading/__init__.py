"""Text out of documents; statements, figures, dates and places out of text."""
