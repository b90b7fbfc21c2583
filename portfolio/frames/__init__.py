"""Tables: comparison, import and export with pandas."""
