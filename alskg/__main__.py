"""Run the shell as `python -m alskg`."""

from alskg.cli import main

main(prog_name="alskg")
