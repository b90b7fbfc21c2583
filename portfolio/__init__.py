"""The house: what Innohus knows and may do, without a browser, a wall clock or a mail server."""
