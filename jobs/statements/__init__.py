"""Commissioners’ statements of contracts as accessible PDFs."""
