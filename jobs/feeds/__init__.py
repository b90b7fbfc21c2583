"""Fetching news feeds from outside, carefully."""
