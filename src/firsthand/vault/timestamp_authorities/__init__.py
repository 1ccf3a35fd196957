"""Timestamp authorities."""
