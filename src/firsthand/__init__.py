"""Firsthand traces every statement and every clip back to its first-hand source, and seals it."""

__version__ = "0.1.0"
