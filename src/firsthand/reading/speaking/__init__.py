"""Who is speaking: the mentions of a document put together into speakers by a small ranker."""
