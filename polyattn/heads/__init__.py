"""A profile of attention heads of one's own: what each row attends to, and what degree it needs."""

from polyattn.heads.measures import HeadProfile
from polyattn.heads.profiles import profile, profile_of
from polyattn.heads.variation import total_variation

__all__ = ["HeadProfile", "profile", "profile_of", "total_variation"]
