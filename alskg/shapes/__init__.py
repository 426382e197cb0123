"""SHACL and checks: what is wrong with the graph, or with a user's data, and what to do about it.

`validate` looks at the project's layers, `validate_data` at documents that somebody hands over.
Findings are values; nothing here is raised but for data that cannot be read.
"""

from alskg.shapes.checks import Check, Exemption, read_checks, read_exemptions, run_checks, unused
from alskg.shapes.engines import ENGINES, run
from alskg.shapes.places import subject_lines
from alskg.shapes.reading import LARGEST, Document, Layers, read_layers, read_quads, read_rdf
from alskg.shapes.report import SEVERITIES, Finding, Report, Severity
from alskg.shapes.result import Result
from alskg.shapes.validation import DEFAULT_ENGINE, shapes_text, validate, validate_data

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINES",
    "LARGEST",
    "SEVERITIES",
    "Check",
    "Document",
    "Exemption",
    "Finding",
    "Layers",
    "Report",
    "Result",
    "Severity",
    "read_checks",
    "read_exemptions",
    "read_layers",
    "read_quads",
    "read_rdf",
    "run",
    "run_checks",
    "shapes_text",
    "subject_lines",
    "unused",
    "validate",
    "validate_data",
]
