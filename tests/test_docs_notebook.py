"""The notebook: it runs from top to bottom, and what it shows is what comes out today."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

import alskg

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "als-in-python.ipynb"
FORMAT: Any = nbformat  # which has no types
FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
SHOWN = ("image/svg+xml", "text/html", "text/plain")


# In a process of its own, whose sockets and event loop are then none of ours.
RUN = """
import sys
import nbformat
from nbclient import NotebookClient
path = sys.argv[1]
notebook = nbformat.read(path, as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
nbformat.write(notebook, path)
"""


def _executed(text: str, folder: Path) -> Any:  # noqa: ANN401  (nbformat has no types)
    """Run a notebook with this Python as its kernel, in an empty folder."""
    copy = folder / "notebook.ipynb"
    copy.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(copy)],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return FORMAT.read(copy, as_version=4)


def _clean(notebook: Any) -> str:  # noqa: ANN401  (as above)
    """Return a notebook as it is committed: outputs, but no times, and no forms nobody sees."""
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("metadata", {}).clear()
                if data := output.get("data"):
                    best = next(kind for kind in SHOWN if kind in data)
                    output["data"] = {best: data[best]}
    notebook.metadata.pop("language_info", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return f"{FORMAT.writes(notebook)}\n"


def test_the_notebook_shows_what_comes_out(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run with --update-golden to take what comes out today; look at it before you commit."""
    for library in ("ipykernel", "matplotlib", "nbclient", "pandas"):
        pytest.importorskip(library, reason=f"{library} is optional: pip install {library}")
    for name in FOLDERS:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHONPATH", str(Path(alskg.__file__).parent.parent))
    committed = NOTEBOOK.read_text(encoding="utf-8")

    fresh = _clean(_executed(committed, tmp_path))

    if request.config.getoption("--update-golden"):
        NOTEBOOK.write_text(fresh, encoding="utf-8")
    assert _outputs(fresh) == _outputs(committed)
    assert fresh == committed


def _outputs(text: str) -> list[str]:
    """Return what each cell of a notebook shows, which reads better than JSON where it differs."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return [
        "".join("".join(one.get("text") or next(iter(one["data"].values()))) for one in shown)
        for cell in cells
        for shown in [cell["outputs"]]
    ]


def test_the_notebook_is_tidy() -> None:
    """Nothing in it comes from one machine, and every cell has run, in order, without an error."""
    text = NOTEBOOK.read_text(encoding="utf-8")
    notebook = FORMAT.reads(text, as_version=4)
    FORMAT.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [out for cell in code for out in cell.outputs if out.output_type == "error"]
    assert all(cell.outputs for cell in code)
    assert str(ROOT) not in text
    assert os.sep + "home" + os.sep not in text
