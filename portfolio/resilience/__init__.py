"""How long people will still do the work: pure rules on plain values and arrays."""
