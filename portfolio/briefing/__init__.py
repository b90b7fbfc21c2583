"""What a briefing says, as plain data."""
