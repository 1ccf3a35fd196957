"""Footage: media metadata, decoding, key pictures, fingerprints, search and alignment.

Pure engines: bytes in, values out; they know nothing of cases. Everything that decodes runs in a
confined child.
"""
