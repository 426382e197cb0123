"""Put ontology, data and queries into the wheel, where `alskg.resources` looks for them.

An editable install gets none of them: there the checkout itself is read. The scripts of others
that `make web` puts beside those of the site go along where they are there, though git ignores
them; a wheel without them has the plain editor.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundle(BuildHookInterface[Any]):
    """The build hook that hatchling calls once for each wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the three folders to a standard wheel, and the scripts of others."""
        if version == "standard":
            for folder in ("ontology", "data", "queries"):
                build_data["force_include"][folder] = f"alskg/_bundle/{folder}"
            build_data["artifacts"].append("/alskg/web/static/vendor/*")
