"""Quotations in languages other than English: who is quoted, by marks, cue words and position."""
