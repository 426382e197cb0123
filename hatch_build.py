"""Put ontology, data and queries into the wheel, where `alskg.resources` looks for them.

An editable install gets none of them: there the checkout itself is read.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundle(BuildHookInterface[Any]):
    """The build hook that hatchling calls once for each wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the three folders to a standard wheel."""
        if version == "standard":
            for folder in ("ontology", "data", "queries"):
                build_data["force_include"][folder] = f"alskg/_bundle/{folder}"
