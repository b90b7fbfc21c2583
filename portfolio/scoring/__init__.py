"""How projects are judged: pure rules on plain values."""
