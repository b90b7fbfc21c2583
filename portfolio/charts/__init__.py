"""Chart specifications from plain data; one specification serves the page and the PDF."""
