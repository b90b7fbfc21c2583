"""What outcomes are worth and who is paid: pure rules on plain values."""
