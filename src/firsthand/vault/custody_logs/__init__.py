"""Custody logs."""
