"""Keyrings."""
