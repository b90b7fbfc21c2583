"""The clock: what happens by itself, briefings as PDF, and mail."""
