"""Briefings on paper: page, fonts and PDF, made in a child process with limits."""
