"""What chapter 16 measures: a pretrained encoder run in NumPy, and the files made from it."""
