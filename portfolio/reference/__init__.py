"""Reference data shipped with the code: rubric and occupation figures, read-only and versioned."""
