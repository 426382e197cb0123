"""Compile the files of the project into one immutable dataset, and open the result.

Files → named graphs → rules → sorted N-Quads with a manifest. Importing this package is cheap,
for a query from the shell only opens what is there: the parser comes in when something changed.
"""

from pathlib import Path

from alskg import resources
from alskg.compile.release import Build, Manifest, current, is_fresh, stale_inputs

__all__ = ["Build", "Manifest", "compile_dataset", "open_build", "stale_files"]


def open_build(root: Path | None = None, build_dir: Path | None = None) -> Build:
    """Return the current build, compiled anew where it does not fit the files.

    `root` holds `ontology/`, `data/` and `queries/`; both folders default to those of
    `alskg.resources`. Raises DataError where a file cannot be read or the build not be written.
    """
    root = root or resources.root()
    build_dir = build_dir or resources.build_dir()
    build = current(build_dir)
    if build and is_fresh(build, root):
        return build
    return compile_dataset(root, build_dir)


def compile_dataset(
    root: Path | None = None, build_dir: Path | None = None, *, force: bool = False
) -> Build:
    """Compile and publish; a build that another process finished meanwhile is taken over.

    With `force` it is compiled whatever there is. Raises DataError as `open_build` does.
    """
    from alskg.compile import pipeline, publish  # noqa: PLC0415  (they bring in the RDF parser)

    root = root or resources.root()
    build_dir = build_dir or resources.build_dir()
    with publish.locked(build_dir):
        build = current(build_dir)
        if build and not force and is_fresh(build, root):
            return build
        dataset, manifest = pipeline.compiled(root)
        return publish.publish(build_dir, dataset, manifest)


def stale_files(root: Path | None = None, build_dir: Path | None = None) -> list[str] | None:
    """Return the files that the current build does not fit, or None where there is no build."""
    build = current(build_dir or resources.build_dir())
    return stale_inputs(build, root or resources.root()) if build else None
