"""Paragraphs written for this book: no model has learned them by heart."""

TEXTS = (
    "The ferry to the outer islands leaves at seven, and everyone on the pier knows that it will "
    "leave at ten past. A woman with two crates of seedlings asks the deckhand whether the swell "
    "has gone down since the storm. He shrugs, looks at the flag over the harbour office, and says "
    "that the swell is his captain's business. The seedlings are tomatoes, thirty of them, raised "
    "on a kitchen window through a cold spring. If the wind turns before noon she will plant them "
    "the same evening; if it does not, she will carry them home again and wait for another boat. "
    "The captain, who grows nothing, watches her tie the crates to a bench with a length of blue "
    "rope.",
    "Our bakery kept its accounts in a green notebook until the winter when the oven failed. The "
    "repair cost more than a month of bread, and nobody could say how much bread a month was. My "
    "sister drew two columns, one for flour and one for everything else, and by the thaw she had "
    "found that rye paid for itself while the buns, which people loved, lost a little money each "
    "morning. We did not stop baking them. We made them smaller, told the customers why, and sold "
    "more than before, because an honest reason is rarer than a large bun.",
    "To find a leak in a long pipe without digging, two engineers listen at its ends. Water that "
    "escapes makes a hiss, and the hiss travels along the metal both ways at the same speed. If it "
    "reaches the left ear a little earlier than the right one, the leak lies a little nearer to "
    "the left. They measure the delay by sliding one recording against the other until the two "
    "agree best, and half the delay times the speed is the distance from the middle. The method "
    "needs a quiet night, a pipe of one material, and patience.",
    "The museum asked us to write labels that a child of nine could follow and a curator would not "
    "correct. For the bronze lamp we tried eleven versions. The first said that it was Roman, "
    "which it may not be; the fourth, that it gave light, which every lamp does. The version on "
    "the wall says that somebody mended the handle twice, that the second repair is clumsier than "
    "the first, and that the lamp must have been worth the trouble. Visitors now look at the "
    "handle.",
    "When the committee met again in May, the bridge had already been closed for a week. The "
    "mayor wanted a date, the surveyor wanted another set of drawings, and the man who drove the "
    "school bus wanted to know which road he should take on Monday. It was he who noticed that the "
    "old mill lane, marked on the map as a footpath, had been widened by the brewery for its own "
    "lorries. The bus went that way for two years, and the brewery put a bench where the children "
    "waited.",
    "Bees that return from a good field dance on the comb, and the angle of the dance tells the "
    "others where to fly. A student filmed one hive through a whole summer and found that half of "
    "the dancers pointed to the same row of lime trees, although three nearer gardens were in "
    "flower. She suspected the camera, then the clock, then herself. In the end she walked to the "
    "limes at noon with a refractometer: their nectar was almost twice as sweet as that of "
    "anything else within reach.",
)
"""The queries and keys of the first are stored; all serve the runs from end to end."""
