"""Papers beside the briefing, from the same engine: an investor's report and a commissioner's statement."""
