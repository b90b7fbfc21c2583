"""The demo house: invented people and projects with some years of history, made by the same actions that people use."""
