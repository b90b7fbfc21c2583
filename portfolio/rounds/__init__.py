"""How an evaluation moves from invitation to close, and who may see what: pure rules."""
