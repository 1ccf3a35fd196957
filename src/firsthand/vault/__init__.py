"""Bytes that never change, and the custody log of every act."""
