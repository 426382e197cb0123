"""`docs/exports.md` lists the formats that there are, from the one table of them."""

from pathlib import Path

from alskg import export

PAGE = Path(__file__).resolve().parent.parent / "docs" / "exports.md"
HEAD = "| name | files | media type | what it is | who uses it | what is left out |"


def table() -> str:
    """Return the table of formats, as it stands in the document."""
    rows = [HEAD, "|---|---|---|---|---|---|"]
    for row in export.REGISTRY:
        files = "<br>".join(f"`{name}`" for name in row.files)
        kinds = "<br>".join(dict.fromkeys(row.files.values()))
        cells = (f"`{row.name}`", files, kinds, row.summary, row.users, row.omits or "nothing")
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def test_the_table_is_that_of_the_program() -> None:
    """Where a format has changed, paste what this test expects."""
    assert table() in PAGE.read_text(encoding="utf-8")


def test_every_other_name_of_a_format_is_told() -> None:
    """So that nobody has to guess."""
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"`{alias}`" in page for row in export.REGISTRY for alias in row.aliases)
