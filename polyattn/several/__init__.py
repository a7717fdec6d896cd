r"""Several planted rows: the construction with k of them, and its rows in closed form.

The k planted rows stand in different groups, one in each, or all in one group.
:class:`polyattn.MaximalPreactivation` takes the construction too.
"""

from polyattn.several.data import SeveralRowsData
from polyattn.several.rows import SeveralRowClasses, several_row_classes

__all__ = ["SeveralRowClasses", "SeveralRowsData", "several_row_classes"]
