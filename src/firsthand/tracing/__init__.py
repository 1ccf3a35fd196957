"""The same words, the same shots: families, chains, origins."""
