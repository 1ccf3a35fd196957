"""Timestamp stores."""
