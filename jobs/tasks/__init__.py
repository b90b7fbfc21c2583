"""What the bells call: each task looks at what is missing, and does it."""
