"""Reads, as objects; every one that returns house data is told who asks."""
