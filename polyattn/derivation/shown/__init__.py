"""How a derivation is shown: its lines typeset, and behind each how it is known."""
