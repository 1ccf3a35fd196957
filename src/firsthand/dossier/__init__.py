"""Seal, report and check."""
