"""Chains of checked lines: how the book proves a statement, and how it shows the proof."""
