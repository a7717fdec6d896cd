"""A profile of attention heads of one's own: what each row attends to, and what degree it needs."""

from polyattn.heads.profiles import HeadProfile, profile, profile_of
from polyattn.heads.variation import total_variation

__all__ = ["HeadProfile", "profile", "profile_of", "total_variation"]
