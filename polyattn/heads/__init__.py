"""A profile of attention heads of one's own: what each row attends to, and what degree it needs."""

from polyattn.heads.measures import HeadProfile
from polyattn.heads.profiles import profile, profile_of
from polyattn.heads.stored import StoredHeads, stored_heads
from polyattn.heads.variation import total_variation

__all__ = [
    "HeadProfile",
    "StoredHeads",
    "profile",
    "profile_of",
    "stored_heads",
    "total_variation",
]
