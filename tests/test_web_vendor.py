"""The scripts of others: pinned, copied with their licences, taken into the wheel."""

import hashlib
import json
import runpy
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

VENDOR = Path("alskg/web/static/vendor")
PINNED = {"@zazuko/yasgui": "4.6.2", "cytoscape": "3.34.4", "axe-core": "4.14.1"}


def test_every_package_is_pinned_by_digest_and_by_no_host(root: Path) -> None:
    """One version each; the lock file has a digest for every package, and no registry's address."""
    package = json.loads((root / "web/package.json").read_text(encoding="utf-8"))
    lock = json.loads((root / "web/package-lock.json").read_text(encoding="utf-8"))
    assert package["dependencies"] | package["devDependencies"] == PINNED
    installed = {name: of for name, of in lock["packages"].items() if name}
    for name, version in PINNED.items():
        assert installed[f"node_modules/{name}"]["version"] == version
    assert all(of["integrity"].startswith("sha512-") for of in installed.values())
    assert not [name for name, of in installed.items() if "resolved" in of]
    npmrc = (root / "web/.npmrc").read_text(encoding="utf-8")
    assert "registry=" not in npmrc.replace("omit-lockfile-registry-resolved", "")
    assert "ignore-scripts=true" in npmrc


def made_package(folder: Path, name: str, licence: str, files: dict[str, str]) -> None:
    """Write a package as npm would install it."""
    about = {"name": name, "version": "1.2.3", "license": licence, "author": "Its maker"}
    for path, text in {"package.json": json.dumps(about), **files}.items():
        file = folder / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """Return a folder of small packages with the names of those that are shipped."""
    folder = tmp_path / "node_modules"
    sources = ["../node_modules/inside/index.js", "../src/own.ts", "x/node_modules/@a/b/c.js"]
    made_package(
        folder,
        "@zazuko/yasgui",
        "MIT",
        {
            "build/yasgui.min.js": "run();\n//# sourceMappingURL=yasgui.min.js.map",
            "build/yasgui.min.css": "a{}\n/*# sourceMappingURL=yasgui.min.css.map */\n",
            "build/yasgui.min.js.map": json.dumps({"sources": sources}),
        },
    )
    made_package(folder, "cytoscape", "MIT", {"dist/cytoscape.min.js": "draw();\n", "LICENSE": "C"})
    made_package(folder, "inside", "ISC", {"LICENSE.md": "The text of inside's licence."})
    made_package(folder, "@a/b", "BSD-3-Clause", {"licence": "The text of b's licence."})
    made_package(folder, "datatables.net-dt", "MIT", {"License.txt": "The text of dt's licence."})
    return folder


def build(root: Path, modules: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Run the build."""
    command = ["node", str(root / "web/build.mjs"), str(modules), str(target)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.requires("node", "apt-get install nodejs")
def test_the_build_copies_scripts_and_licences(root: Path, modules: Path, tmp_path: Path) -> None:
    """No source map is named, every bundled package is told with its licence."""
    target = tmp_path / "vendor"
    assert build(root, modules, target).returncode == 0
    assert (target / "yasgui.min.js").read_text(encoding="utf-8") == "run();\n"
    assert (target / "yasgui.min.css").read_text(encoding="utf-8") == "a{}\n"
    notices = (target / "yasgui.LICENSES.txt").read_text(encoding="utf-8")
    for text in ("inside's", "b's", "dt's"):
        assert f"The text of {text} licence." in notices
    assert "licence MIT; by Its maker" in notices  # of the one that carries no text
    told = tomllib.loads((target / "VENDOR.toml").read_text(encoding="utf-8"))
    yasgui = told["package"][0]
    assert (yasgui["name"], yasgui["version"]) == ("@zazuko/yasgui", "1.2.3")
    assert [one["name"] for one in yasgui["contains"]] == ["@a/b", "datatables.net-dt", "inside"]
    check_digests(target, told)


@pytest.mark.requires("node", "apt-get install nodejs")
def test_the_build_says_what_is_not_installed(root: Path, tmp_path: Path) -> None:
    """And how it gets there."""
    found = build(root, tmp_path, tmp_path / "vendor")
    assert found.returncode == 2
    assert "@zazuko/yasgui is not in" in found.stderr
    assert "npm ci" in found.stderr


def check_digests(folder: Path, told: dict[str, Any]) -> None:
    """Hold the files of a folder against what it says of them."""
    files = {file["name"]: file for package in told["package"] for file in package["file"]}
    scripts = {path.name for path in folder.iterdir() if path.suffix in {".js", ".css"}}
    assert files.keys() == scripts
    for name, file in files.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]
        assert b"sourceMappingURL" not in content
    for package in told["package"]:
        assert (folder / package["notices"]).stat().st_size


def test_what_is_built_here_is_what_is_pinned(root: Path) -> None:
    """Digests, versions, and a licence for everything that is inside."""
    folder = root / VENDOR
    if not folder.is_dir():
        pytest.skip("the scripts of others are not built: make web")
    told = tomllib.loads((folder / "VENDOR.toml").read_text(encoding="utf-8"))
    check_digests(folder, told)
    for package in told["package"]:
        assert PINNED[package["name"]] == package["version"]
        assert package["licence"]
        assert all(one["licence"] for one in package.get("contains", ()))


def test_the_wheel_takes_what_is_built(root: Path) -> None:
    """Git ignores it, the wheel does not; and nothing of npm's goes along."""
    told: dict[str, Any] = {"artifacts": [], "force_include": {}}
    hook = runpy.run_path(str(root / "hatch_build.py"))["Bundle"]
    hook.initialize(None, "standard", told)
    builder = WheelBuilder(str(root))
    with builder.config.set_build_data(told):
        taken = {file.distribution_path for file in builder.recurse_included_files()}
    assert {f"{VENDOR}/{path.name}" for path in (root / VENDOR).glob("*")} <= taken
    assert "alskg/web/static/editor.js" in taken
    assert not [path for path in taken if "node_modules" in path]
