"""The bundled, invented example: reports, clips, and what made the clips."""
