"""Investors' reports on paper, laid out as briefings are: in a child process with limits."""
