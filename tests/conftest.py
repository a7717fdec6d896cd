"""What all tests share."""

from hypothesis import settings

# No test depends on time measured, and a failure repeats for everybody.
settings.register_profile("polyattn", deadline=None, derandomize=True)
settings.load_profile("polyattn")
